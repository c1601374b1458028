"""Excel on Windows, through the BSD part of xlwings: the functions, the add-in, its installation.

`functions` is what xlwings imports and calls, `build` makes OnBalance.xlam on any computer,
`install` puts it where Excel finds it, and `checks` says what is wrong with an installation.
"""
