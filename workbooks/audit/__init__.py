"""The auditor of formulas: parses, compares and checks what the cells of a workbook compute."""
