"""The auditor of formulas: a workbook that declares its structure exactly, any other surveyed."""
