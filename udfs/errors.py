"""The error tree: one base, few leaves, each with the code a spreadsheet shows.

The tree:

    OnBalanceError            #VALUE!
      InputTypeError          #VALUE!   wrong kind: text where a number is needed
      DomainError             #NUM!     outside the domain of the function
      NoConvergenceError      #NUM!     no solution was found
      ZeroDenominatorError    #DIV/0!   a denominator is zero
      MissingDataError        #N/A      nothing there to look up or to show
      CellError               its own   an error value that arrived in an input cell
      TemplateError           -         a workbook or deal file is not usable; never shown in a cell
"""

from __future__ import annotations


def _show(value: object) -> str:
    """A value as a person would write it, cut to a readable length."""
    if isinstance(value, float):
        return f"{value:.15g}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


class OnBalanceError(Exception):
    """Base of every error that the functions raise on purpose.

    Parameters
    ----------
    argument : str
        The argument at fault.
    value : object
        What was given.
    allowed : str
        What is allowed; completes the sentence "<argument> must be ...".
    message : str, optional
        A whole sentence instead of the one made from the three above.
    """

    excel = "#VALUE!"

    def __init__(
        self,
        argument: str = "",
        value: object = None,
        allowed: str = "",
        *,
        message: str | None = None,
    ) -> None:
        super().__init__(argument, value, allowed)
        self.argument = argument
        self.value = value
        self.allowed = allowed
        self.message = message or f"{argument} must be {allowed}, got {_show(value)}"

    def __str__(self) -> str:
        return self.message


class InputTypeError(OnBalanceError, TypeError):
    """An input is of the wrong kind."""


class DomainError(OnBalanceError, ValueError):
    """An input lies outside the domain of the function."""

    excel = "#NUM!"


class NoConvergenceError(OnBalanceError, ArithmeticError):
    """There is no solution, or none was found."""

    excel = "#NUM!"


class ZeroDenominatorError(OnBalanceError, ZeroDivisionError):
    """A denominator is zero."""

    excel = "#DIV/0!"


class MissingDataError(OnBalanceError, LookupError):
    """There is nothing to look up or nothing to show."""

    excel = "#N/A"


class TemplateError(OnBalanceError, ValueError):
    """A workbook, template or deal file cannot be used."""


#: The error values a spreadsheet cell can hold.
EXCEL_CODES = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
    + ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!")
)


class CellError(OnBalanceError):
    """An error value arrived in an input cell; it is passed on with its own code."""

    def __init__(self, code: str, argument: str = "an input") -> None:
        super().__init__(argument, code, "a value", message=f"{argument} holds the error {code}")
        self.args = (code, argument)
        self.excel = code
