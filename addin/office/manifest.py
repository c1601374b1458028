"""manifest.xml: where Excel finds the functions, the task pane and the icons.

The add-in-only XML form, because the unified manifest has no custom functions everywhere. Functions
and pane share one runtime; nothing above CustomFunctionsRuntime 1.3 is asked for, because newer
sets are missing in Excel without a subscription.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from addin.office.icons import SIZES
from addin.office.metadata import NAMESPACE
from udfs.errors import TemplateError
from udfs.version import __version__

#: Names the add-in to Excel for good: a change makes it another add-in.
IDENTITY = "6f1d9a52-3b0e-4c57-9f43-8f2a1c7d5e60"

FILE = "onbalance-manifest.xml"
ABOUT = "Lease, yield and credit functions that put off-balance-sheet obligations back."

#: Names of this computer.
LOCAL = ("localhost", "127.0.0.1", "::1")

#: Scheme, host, port and path, in letters that need no care in a manifest, a page or a log.
_ADDRESS = re.compile(
    r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/([A-Za-z0-9._~/-]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII | re.IGNORECASE,
)


def checked_url(url: str, name: str = "url") -> str:
    """The base address without a slash at its end; `name` is what the caller calls it.

    Office loads an add-in over https alone; on this computer http is let through for trying it.

    >>> checked_url("https://localhost:8443/")
    'https://localhost:8443'
    """
    if re.match(r"https?://[^/]*@", url, re.IGNORECASE):
        raise TemplateError(message=f"{name} must not hold a user name or password")
    if not _is_address(url):
        raise TemplateError(name, url, "an address such as https://localhost:8443")
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        raise TemplateError(name, url, "https, which Office asks for")
    return url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if ":" in (parts.hostname or ""):
            ipaddress.IPv6Address(parts.hostname or "")
        return _ADDRESS.fullmatch(url) is not None and parts.port != 0
    except ValueError:  # half an IPv6 address, a port beyond the last
        return False


def checked_origin(origin: str) -> str:
    """An origin as a browser states it: scheme, host and port, the usual port left out.

    >>> checked_origin("https://AddIn.example:443/")
    'https://addin.example'
    """
    parts = urlsplit(checked_url(origin, "origin"))
    if parts.path:
        raise TemplateError("origin", origin, "an address without a path")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (
        f":{parts.port}" if parts.port not in (None, usual) else ""
    )


def version() -> str:
    """The version in the four numbers that a manifest asks for.

    >>> version().count(".")
    3
    """
    numbers = [piece for piece in __version__.split(".") if piece.isdigit()]
    return ".".join((numbers + ["0"] * 4)[:4])


def manifest_xml(base_url: str) -> str:
    """The manifest of the add-in that is served at an address."""
    base = checked_url(base_url)
    strings = {
        "Namespace": NAMESPACE,
        "Group.Label": "OnBalance",
        "Pane.Label": "Functions",
        "Started.Title": "OnBalance is ready",
    }
    longer = {
        "Pane.Tip": "Search the functions, read their help and copy an example.",
        "Started.Text": f"Type ={NAMESPACE}. in a cell, or open Functions on the Home tab.",
    }
    urls = {
        "Pane.Url": f"{base}/taskpane.html",
        "Script.Url": f"{base}/functions.js",
        "Functions.Url": f"{base}/functions.json",
        "Help.Url": f"{base}/taskpane.html",
    }
    images = {f"Icon.{size}": f"{base}/icon-{size}.png" for size in SIZES}
    return _OUTLINE.format(
        identity=IDENTITY,
        version=version(),
        about=quoteattr(ABOUT),
        icon=quoteattr(f"{base}/icon-32.png"),
        large=quoteattr(f"{base}/icon-64.png"),
        pane=quoteattr(urls["Pane.Url"]),
        origin=_text("{0.scheme}://{0.netloc}".format(urlsplit(base))),
        ribbon_icon=_RIBBON_ICON,
        images=_resources("Image", images),
        urls=_resources("Url", urls),
        strings=_resources("String", strings),
        longer=_resources("String", longer),
    )


def _text(text: str) -> str:
    return quoteattr(text)[1:-1]


def _resources(kind: str, values: dict[str, str]) -> str:
    lines = [
        f'        <bt:{kind} id="{name}" DefaultValue={quoteattr(value)}/>'
        for name, value in values.items()
    ]
    return "\n".join(lines)


_RIBBON_ICON = "".join(
    f'<bt:Image size="{size}" resid="Icon.{size}"/>' for size in SIZES if size != 64
)

_OUTLINE = """<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
           xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0"
           xsi:type="TaskPaneApp">
  <Id>{identity}</Id>
  <Version>{version}</Version>
  <ProviderName>OnBalance contributors</ProviderName>
  <DefaultLocale>en-US</DefaultLocale>
  <DisplayName DefaultValue="OnBalance"/>
  <Description DefaultValue={about}/>
  <IconUrl DefaultValue={icon}/>
  <HighResolutionIconUrl DefaultValue={large}/>
  <SupportUrl DefaultValue={pane}/>
  <AppDomains>
    <AppDomain>{origin}</AppDomain>
  </AppDomains>
  <Hosts>
    <Host Name="Workbook"/>
  </Hosts>
  <Requirements>
    <Sets DefaultMinVersion="1.1">
      <Set Name="SharedRuntime" MinVersion="1.1"/>
      <Set Name="CustomFunctionsRuntime" MinVersion="1.3"/>
    </Sets>
  </Requirements>
  <DefaultSettings>
    <SourceLocation DefaultValue={pane}/>
  </DefaultSettings>
  <Permissions>ReadWriteDocument</Permissions>
  <VersionOverrides xmlns="http://schemas.microsoft.com/office/taskpaneappversionoverrides"
                    xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <Runtimes>
          <Runtime resid="Pane.Url" lifetime="long"/>
        </Runtimes>
        <AllFormFactors>
          <ExtensionPoint xsi:type="CustomFunctions">
            <Script><SourceLocation resid="Script.Url"/></Script>
            <Page><SourceLocation resid="Pane.Url"/></Page>
            <Metadata><SourceLocation resid="Functions.Url"/></Metadata>
            <Namespace resid="Namespace"/>
          </ExtensionPoint>
        </AllFormFactors>
        <DesktopFormFactor>
          <GetStarted>
            <Title resid="Started.Title"/>
            <Description resid="Started.Text"/>
            <LearnMoreUrl resid="Help.Url"/>
          </GetStarted>
          <FunctionFile resid="Pane.Url"/>
          <ExtensionPoint xsi:type="PrimaryCommandSurface">
            <OfficeTab id="TabHome">
              <Group id="OnBalance.Group">
                <Label resid="Group.Label"/>
                <Icon>{ribbon_icon}</Icon>
                <Control xsi:type="Button" id="OnBalance.Pane">
                  <Label resid="Pane.Label"/>
                  <Supertip>
                    <Title resid="Pane.Label"/>
                    <Description resid="Pane.Tip"/>
                  </Supertip>
                  <Icon>{ribbon_icon}</Icon>
                  <Action xsi:type="ShowTaskpane">
                    <TaskpaneId>OnBalance.Pane</TaskpaneId>
                    <SourceLocation resid="Pane.Url"/>
                  </Action>
                </Control>
              </Group>
            </OfficeTab>
          </ExtensionPoint>
        </DesktopFormFactor>
      </Host>
    </Hosts>
    <Resources>
      <bt:Images>
{images}
      </bt:Images>
      <bt:Urls>
{urls}
      </bt:Urls>
      <bt:ShortStrings>
{strings}
      </bt:ShortStrings>
      <bt:LongStrings>
{longer}
      </bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""
