"""How the page of an audit looks: light and dark, on paper and on a telephone."""

from __future__ import annotations

# twelve hues that differ in lightness too; each cell bears a letter besides
_LIGHT = ("#cfe2f3", "#fde4c8", "#d5e8d4", "#f3d1dc", "#e4dcf1", "#fff2b8",
          "#c9ebe8", "#ecd9c6", "#dfe7b1", "#d9d9e8", "#f8cfc2", "#c8dcc0")  # fmt: skip
_DARK = ("#1f3d5a", "#5a3d1f", "#24482a", "#57263a", "#3d2f5c", "#4f4712",
         "#174a48", "#4a3524", "#3d4619", "#33334d", "#5a2d22", "#2a4023")  # fmt: skip


def _hues(colours: tuple[str, ...]) -> str:
    return "".join(f".k{number}{{background:{colour}}}" for number, colour in enumerate(colours))


STYLE = (
    """
:root{--ink:#1b1f24;--dim:#57606a;--paper:#fff;--line:#d0d7de;--head:#1f3864;--error:#b3261e;
--warning:#8a5a00;--info:#57606a;--soft:#f6f8fa;--mark:#d40000}
*{box-sizing:border-box}
body{font:15px/1.5 Arial,Helvetica,sans-serif;color:var(--ink);background:var(--paper);
margin:0 auto;padding:1.5rem 1rem 4rem;max-width:72rem}
h1{font-size:1.7rem;line-height:1.2;margin:.1rem 0 .5rem;color:var(--head);overflow-wrap:anywhere}
h2{font-size:1.2rem;color:var(--head);margin:2rem 0 .5rem}
.kicker{margin:0;text-transform:uppercase;letter-spacing:.08em;font-size:.75rem;color:var(--dim)}
.verdict{font-size:1.1rem;font-weight:bold;margin:.2rem 0 1rem}
.dim{color:var(--dim);font-size:.87rem}
header>ul.dim{margin:.2rem 0;padding-left:1.1rem}
.numbers{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;padding:0;margin:0 0 .8rem}
.numbers li{border:1px solid var(--line);border-radius:6px;padding:.5rem .9rem;color:var(--dim)}
.numbers b{display:block;font-size:1.4rem;color:var(--ink);line-height:1.2}
.numbers .error b{color:var(--error)}.numbers .warning b{color:var(--warning)}
details{margin:.5rem 0}summary{cursor:pointer;font-weight:bold;padding:.35rem 0}
summary .dim{font-weight:normal}
.count{background:var(--soft);border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;
font-size:.8rem;font-weight:normal;white-space:nowrap}
article{border-left:4px solid var(--info);padding:.5rem .9rem;margin:.7rem 0;
background:var(--soft);border-radius:0 6px 6px 0}
article.error{border-color:var(--error)}article.warning{border-color:var(--warning)}
article h3{font-size:1rem;margin:0}article p{margin:.1rem 0 .3rem}
ol.findings{list-style:none;padding:0;margin:0}
ol.findings li{margin:.25rem 0;padding:.1rem .3rem;overflow-wrap:anywhere}
.where{font-weight:bold}.rule{font-weight:normal;color:var(--dim)}
code{font:13px/1.4 Consolas,Menlo,monospace}
a{color:inherit;text-decoration:underline;text-underline-offset:2px}
:target{outline:3px solid var(--mark);outline-offset:1px}
:focus-visible{outline:2px solid var(--head)}
.legend{line-height:2}
.scroll{overflow:auto;max-height:75vh;border:1px solid var(--line)}
table.map{border-collapse:separate;border-spacing:1px;font:11px/1.3 Arial,sans-serif}
table.map th{position:sticky;top:0;left:0;background:var(--paper);color:var(--dim);
font-weight:normal;padding:1px 4px;text-align:right;white-space:nowrap}
table.map thead th{text-align:center;z-index:1}
table.map td{scroll-margin:8rem;min-width:1.6rem;height:1.2rem;text-align:center;padding:0 2px}
table.map td a{display:block;text-decoration:none;font-weight:bold;color:inherit}
.k{display:inline-block;min-width:1.6rem;text-align:center;border-radius:2px;color:var(--ink)}
td.k{display:table-cell}
.t{color:var(--dim)}
table.map td.name{max-width:11rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;
text-align:left}
.n{box-shadow:inset 0 0 0 1px var(--line);color:var(--head)}
.e{background:var(--error);color:#fff}
.x{box-shadow:inset 0 0 0 2px var(--mark)}.x.info{box-shadow:inset 0 0 0 2px var(--info)}
tr.fold td{text-align:left;color:var(--dim);font-style:italic;padding:2px 6px}
footer{margin-top:3rem}
"""
    + _hues(_LIGHT)
    + """
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9da7b1;--paper:#0d1117;
--line:#30363d;--head:#8cb4ff;--error:#ff7b72;--warning:#e3b341;--info:#9da7b1;--soft:#161b22;
--mark:#ff5c5c}.e{color:#000}
"""
    + _hues(_DARK)
    + """}
@media print{:root{--ink:#000;--dim:#444;--paper:#fff;--line:#bbb;--head:#1f3864;--error:#b3261e;
--warning:#8a5a00;--soft:#fff;--mark:#d40000}
body{max-width:none;padding:0;font-size:10pt}.scroll{max-height:none;overflow:visible;border:0}
table.map th{position:static}ol.findings li{break-inside:avoid}tr{break-inside:avoid}
td.k,.k{print-color-adjust:exact;-webkit-print-color-adjust:exact}
"""
    + _hues(_LIGHT)
    + "}\n"
)
