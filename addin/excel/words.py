"""Words of VBA, and the names of parameters that keep clear of them."""

from __future__ import annotations

#: Words that cannot name a parameter: those of the language, and those that a wrapper uses.
_WORDS = """
abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur
cdate cdbl cdec cint circle clng clnglng clngptr close const csng cstr currency cvar cverr date
debug declare dim do doevents double each else elseif empty end endif enum eqv erase event exit
false fix for friend function get global gosub goto if imp implements in input inputb int
integer is lbound len lenb let like lock long longlong longptr loop lset me mod new next not
nothing null on open option optional or paramarray preserve print private pset public put
raiseevent redim rem resume return rset scale seek select set sgn shared single spc static stop
string sub tab then to true type typeof ubound unlock until variant wend while with withevents
write xor application caller
"""
RESERVED = frozenset(_WORDS.split())


def parameter(argument: str) -> str:
    """The name of an argument in VBA, as the function wizard shows it.

    >>> parameter("rate"), parameter("stop")
    ('rate', 'stopValue')
    """
    return f"{argument}Value" if argument in RESERVED else argument
