"""Workbooks as strangers make them: right, but with all that makes an auditor cry wolf.

Quarter columns among months, seeds and opening balances, totals at the right and below, blocks of
different heights, actuals to the left of a forecast, lists of one-off formulas, twin sheets.
"""

from __future__ import annotations

import io
import random
from datetime import date

import openpyxl
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.worksheet import Worksheet

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _book(title: str) -> tuple[openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    made.active.title = title
    return made, made.active


def budget() -> openpyxl.Workbook:
    """A household budget by month, with a column for each quarter, a year and shares."""
    made, sheet = _book("Budget")
    chance = random.Random(1)
    sheet["A1"] = "Budget 2026"
    heads: list[str] = []
    for quarter in range(4):
        heads += [*MONTHS[3 * quarter : 3 * quarter + 3], f"Q{quarter + 1}"]
    for column, head in enumerate([*heads, "Year", "Share"], 2):
        sheet.cell(3, column, head)
    blocks = {"Income": ["Salary", "Bonus", "Rent received"],
              "Costs": ["Food", "Rent", "Energy", "School", "Car", "Travel", "Other"]}  # fmt: skip
    row, totals = 4, []
    for block, lines in blocks.items():
        sheet.cell(row, 1, block)
        first = row + 1
        for line in lines:
            row += 1
            sheet.cell(row, 1, line)
            for column in range(2, 18):
                if (column - 1) % 4:
                    sheet.cell(row, column, chance.randrange(100, 900))
                else:
                    sheet.cell(
                        row, column, f"=SUM({letters(column - 3)}{row}:{letters(column - 1)}{row})"
                    )
            sheet.cell(row, 18, f"=E{row}+I{row}+M{row}+Q{row}")
        row += 1
        sheet.cell(row, 1, f"Total {block.lower()}")
        for column in range(2, 19):
            sheet.cell(row, column, f"=SUM({letters(column)}{first}:{letters(column)}{row - 1})")
        for line_row in range(first, row + 1):
            sheet.cell(line_row, 19, f"=R{line_row}/R${row}").number_format = "0%"
        totals.append(row)
        row += 2
    sheet.cell(row, 1, "Saved")
    for column in range(2, 19):
        sheet.cell(row, column, f"={letters(column)}{totals[0]}-{letters(column)}{totals[1]}")
    sheet.cell(row + 1, 1, "Saved so far")
    sheet.cell(row + 1, 2, f"=B{row}")
    previous = 2
    for column in range(3, 18):
        if (column - 1) % 4:
            sheet.cell(row + 1, column, f"={letters(previous)}{row + 1}+{letters(column)}{row}")
            previous = column
    return made


def loan() -> openpyxl.Workbook:
    """A loan schedule down the sheet, with a block of terms and a yearly summary."""
    made, sheet = _book("Loan")
    terms = {"Amount": 250_000, "Rate": 0.065, "Years": 15, "Per year": 12}
    for row, (name, value) in enumerate(terms.items(), 2):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value)
    sheet["A6"], sheet["B6"] = "Payment", "=-PMT(B3/B5,B4*B5,B2)"
    sheet["A7"], sheet["B7"] = "Total interest", "=SUM(D11:D190)"
    for column, head in enumerate(
        ("No", "Opening", "Payment", "Interest", "Principal", "Closing"), 1
    ):
        sheet.cell(10, column, head)
    for row in range(11, 191):
        sheet.cell(row, 1, 1 if row == 11 else f"=A{row - 1}+1")
        sheet.cell(row, 2, "=B2" if row == 11 else f"=F{row - 1}")
        sheet.cell(row, 3, "=$B$6")
        sheet.cell(row, 4, f"=B{row}*$B$3/$B$5")
        sheet.cell(row, 5, f"=C{row}-D{row}")
        sheet.cell(row, 6, f"=B{row}-E{row}")
    sheet["H10"], sheet["I10"], sheet["J10"] = "Year", "Interest", "Principal"
    for year in range(1, 16):
        first, last = 12 * year - 1, 12 * year + 10
        sheet.cell(10 + year, 8, year)
        sheet.cell(10 + year, 9, f"=SUM(D{first}:D{last})")
        sheet.cell(10 + year, 10, f"=SUM(E{first}:E{last})")
    sheet["H26"], sheet["I26"], sheet["J26"] = "Total", "=SUM(I11:I25)", "=SUM(J11:J25)"
    return made


def company() -> openpyxl.Workbook:
    """Three statements: actuals typed to the left, a forecast by formula to the right."""
    made, sheet = _book("Model")
    chance = random.Random(3)
    years = list(range(2021, 2032))
    sheet["A1"] = "Company model, $m"
    sheet.cell(2, 1, "Year")
    for column, year in enumerate(years, 3):
        sheet.cell(2, column, year if column == 3 else f"={letters(column - 1)}2+1")
    names = (
        "Revenue", "Growth", "Cost of sales", "Gross profit", "Margin", "Salaries", "Rent", "Other",
        "Operating costs", "EBITDA", "Depreciation", "EBIT", "Interest", "Tax", "Net income",
    )  # fmt: skip
    rows = {name: row for row, name in enumerate(names, 4)}
    for name, row in rows.items():
        sheet.cell(row, 1, name)
    inputs = {
        "Growth": 0.06,
        "Cost": 0.52,
        "Inflation": 0.025,
        "Tax": 0.25,
        "Life": 8,
        "Rate": 0.05,
    }
    other = made.create_sheet("Inputs")
    for row, (name, value) in enumerate(inputs.items(), 2):
        other.cell(row, 1, name)
        other.cell(row, 2, value)
    for column in range(3, 14):
        here, before = letters(column), letters(column - 1)
        if column < 6:
            for name, size in (("Revenue", 900), ("Cost of sales", 450), ("Salaries", 120),
                               ("Rent", 30), ("Other", 25), ("Depreciation", 60)):  # fmt: skip
                sheet.cell(rows[name], column, round(size * chance.uniform(0.9, 1.2), 1))
        else:
            sheet.cell(4, column, f"={before}4*(1+Inputs!$B$2)")
            sheet.cell(6, column, f"={here}4*Inputs!$B$3")
            for name in ("Salaries", "Rent", "Other"):
                sheet.cell(rows[name], column, f"={before}{rows[name]}*(1+Inputs!$B$4)")
            sheet.cell(14, column, f"=Assets!{here}5")
        if column > 3:
            sheet.cell(5, column, f"={here}4/{before}4-1").number_format = "0.0%"
        sheet.cell(7, column, f"={here}4-{here}6")
        sheet.cell(8, column, f"={here}7/{here}4").number_format = "0.0%"
        sheet.cell(12, column, f"=SUM({here}9:{here}11)")
        sheet.cell(13, column, f"={here}7-{here}12")
        sheet.cell(15, column, f"={here}13-{here}14")
        sheet.cell(16, column, f"=Assets!{here}9*Inputs!$B$7")
        sheet.cell(17, column, f"=MAX(0,{here}15-{here}16)*Inputs!$B$5")
        sheet.cell(18, column, f"={here}15-{here}16-{here}17")
    sheet["N2"], sheet["N4"] = "CAGR", "=(M4/C4)^(1/(M2-C2))-1"
    assets = made.create_sheet("Assets")
    for row, name in enumerate(("Year", "Opening", "Spent", "Depreciation", "Closing", "", "Debt",
                                "Drawn", "Debt, closing"), 2):  # fmt: skip
        assets.cell(row, 1, name)
    for column in range(3, 14):
        here, before = letters(column), letters(column - 1)
        assets.cell(2, column, f"=Model!{here}2")
        assets.cell(3, column, 400 if column == 3 else f"={before}6")
        assets.cell(4, column, f"=Model!{here}4*0.08")
        assets.cell(5, column, f"={here}3/Inputs!$B$6")
        assets.cell(6, column, f"={here}3+{here}4-{here}5")
        assets.cell(8, column, 300 if column == 3 else f"={before}10")
        assets.cell(9, column, f"={here}8")
        assets.cell(10, column, f"={here}8+{here}4-{here}5")
    return made


def grades() -> openpyxl.Workbook:
    """A gradebook: weights above, statistics below, a mark and a letter for each student."""
    made, sheet = _book("Grades")
    chance = random.Random(4)
    tests = ["Quiz 1", "Quiz 2", "Midterm", "Quiz 3", "Quiz 4", "Final"]
    for column, name in enumerate(tests, 3):
        sheet.cell(3, column, name)
        sheet.cell(2, column, 0.1 if "Quiz" in name else 0.3)
    sheet["A3"], sheet["B3"], sheet["I3"], sheet["J3"] = "No", "Student", "Mark", "Grade"
    sheet["K3"], sheet["I2"] = "Best quiz", "=SUM(C2:H2)"
    for row in range(4, 34):
        sheet.cell(row, 1, row - 3)
        sheet.cell(row, 2, f"Student {row - 3}")
        for column in range(3, 9):
            sheet.cell(row, column, chance.randrange(35, 100))
        sheet.cell(row, 9, f"=SUMPRODUCT(C{row}:H{row},C$2:H$2)")
        sheet.cell(row, 10, f'=IF(I{row}>=85,"A",IF(I{row}>=70,"B",IF(I{row}>=55,"C","F")))')
        sheet.cell(row, 11, f"=MAX(C{row}:D{row},F{row}:G{row})")
    for row, name in enumerate(("AVERAGE", "MEDIAN", "MAX", "MIN", "STDEV"), 35):
        sheet.cell(row, 2, name.title())
        for column in (*range(3, 10), 11):
            sheet.cell(row, column, f"={name}({letters(column)}4:{letters(column)}33)")
    sheet["B41"] = "Passed"
    sheet["I41"] = '=COUNTIF(J4:J33,"<>F")/COUNTA(J4:J33)'
    return made


def project() -> openpyxl.Workbook:
    """A project by quarter: flags, a corkscrew of debt, cover ratios, sums in front of the line."""
    made, inputs = _book("Inputs")
    facts = {"Start": date(2026, 1, 1), "Build quarters": 8, "Life quarters": 40, "Capacity": 100.0,
             "Price": 35.0, "Cost": 9.0, "Capex": 2400.0, "Gearing": 0.7, "Rate": 0.06,
             "Tenor": 32, "Inflation": 0.02, "Tax": 0.21}  # fmt: skip
    for row, (name, value) in enumerate(facts.items(), 3):
        inputs.cell(row, 2, name)
        inputs.cell(row, 4, value)
    at = {name: f"Inputs!$D${row}" for row, name in enumerate(facts, 3)}
    sheet = made.create_sheet("Calc")
    last = 5 + 48
    lines: list[tuple[str, str, str, bool]] = [
        ("Quarter", "1", "={b}4+1", False),
        ("Date", f"={at['Start']}", "=EDATE({b}5,3)", False),
        ("Building", f"=({{h}}4<={at['Build quarters']})*1", "", False),
        ("Operating", f"=({{h}}4>{at['Build quarters']})*1", "", False),
        ("Index", f"=(1+{at['Inflation']})^(({{h}}4-1)/4)", "", False),
        ("Revenue", f"={{h}}7*{at['Capacity']}*{at['Price']}*{{h}}8/4", "", True),
        ("Costs", f"={{h}}7*{at['Capacity']}*{at['Cost']}*{{h}}8/4", "", True),
        ("Capex", f"={{h}}6*{at['Capex']}/{at['Build quarters']}", "", True),
        ("Before debt", "={h}9-{h}10-{h}11", "", True),
        ("Debt, opening", "0", "={b}16", False),
        ("Drawn", f"={{h}}11*{at['Gearing']}", "", True),
        ("Repaid", f"={{h}}7*MIN({{h}}13,{at['Capex']}*{at['Gearing']}/{at['Tenor']})", "", True),
        ("Debt, closing", "={h}13+{h}14-{h}15", "", False),
        ("Interest", f"={{h}}13*{at['Rate']}/4", "", True),
        ("Tax", f"=MAX(0,{{h}}12-{{h}}17)*{at['Tax']}*{{h}}7", "", True),
        ("To equity", "={h}12+{h}14-{h}15-{h}17-{h}18", "", True),
        ("Cover", "=IF({h}15+{h}17>0,({h}12-{h}18)/({h}15+{h}17),0)", "", False),
        ("Cumulative", "={h}19", "={b}21+{h}19", False),
    ]
    sheet["D3"], sheet["B3"] = "Total", "Line"
    for row, (name, first, later, summed) in enumerate(lines, 4):
        sheet.cell(row, 2, name)
        if summed:
            sheet.cell(row, 4, f"=SUM(E{row}:{letters(last)}{row})")
        for column in range(5, last + 1):
            text = first if column == 5 or not later else later
            text = text.format(h=letters(column), b=letters(column - 1))
            sheet.cell(row, column, text if text.startswith("=") else float(text))
            if name == "Date":
                sheet.cell(row, column).number_format = "dd-mmm-yy"
    result = made.create_sheet("Results")
    for row, (name, text) in enumerate({
        "Equity IRR": f"=(1+IRR(Calc!E19:{letters(last)}19))^4-1",
        "Least cover": f"=MIN(Calc!M20:{letters(last)}20)",
        "Average cover": f"=AVERAGE(Calc!M20:{letters(last)}20)",
        "Revenue": "=Calc!D9", "Costs": "=Calc!D10", "Margin": "=1-C6/C5",
        "Most debt": f"=MAX(Calc!E16:{letters(last)}16)",
    }.items(), 2):  # fmt: skip
        result.cell(row, 2, name)
        result.cell(row, 3, text)
    return made


def orders() -> openpyxl.Workbook:
    """A list in blocks of different heights: subtotals, a grand total of the subtotals, tax."""
    made, sheet = _book("Orders")
    chance = random.Random(6)
    for column, head in enumerate(("Item", "Pieces", "Price", "Rebate", "Net", "Tax", "Gross"), 1):
        sheet.cell(2, column, head)
    sheet["I1"], sheet["J1"] = "Tax rate", 0.19
    row, totals = 3, []
    for block, count in enumerate((5, 3, 8, 4, 6)):
        sheet.cell(row, 1, f"Warehouse {block + 1}")
        first = row + 1
        for item in range(count):
            row += 1
            sheet.cell(row, 1, f"Item {block + 1}.{item + 1}")
            sheet.cell(row, 2, chance.randrange(1, 40))
            sheet.cell(row, 3, round(chance.uniform(5, 90), 2))
            sheet.cell(row, 4, chance.choice((0, 0, 0.05, 0.1)))
            sheet.cell(row, 5, f"=B{row}*C{row}*(1-D{row})")
            sheet.cell(row, 6, f"=ROUND(E{row}*$J$1,2)")
            sheet.cell(row, 7, f"=E{row}+F{row}")
        row += 1
        sheet.cell(row, 1, "Subtotal")
        sheet.cell(row, 2, f"=SUM(B{first}:B{row - 1})")
        for column in (5, 6, 7):
            sheet.cell(row, column, f"=SUM({letters(column)}{first}:{letters(column)}{row - 1})")
        totals.append(row)
        row += 2
    sheet.cell(row, 1, "Grand total")
    for column in (2, 5, 6, 7):
        sheet.cell(row, column, "=" + "+".join(f"{letters(column)}{one}" for one in totals))
    return made


def months() -> openpyxl.Workbook:
    """Twelve sheets of one layout and a summary that reads them."""
    made, summary = _book("Summary")
    chance = random.Random(7)
    regions = ["North", "South", "East", "West", "Online"]
    for month in MONTHS:
        sheet = made.create_sheet(month)
        for column, head in enumerate(
            ("Region", "Sold", "Price", "Revenue", "Cost", "Margin", "%"), 1
        ):
            sheet.cell(3, column, head)
        for row, region in enumerate(regions, 4):
            sheet.cell(row, 1, region)
            sheet.cell(row, 2, chance.randrange(50, 400))
            sheet.cell(row, 3, round(chance.uniform(8, 12), 2))
            sheet.cell(row, 4, f"=B{row}*C{row}")
            sheet.cell(row, 5, round(chance.uniform(300, 900), 2))
            sheet.cell(row, 6, f"=D{row}-E{row}")
            sheet.cell(row, 7, f"=F{row}/D{row}")
        sheet["A9"] = "Total"
        for column in "BDEF":
            sheet[f"{column}9"] = f"=SUM({column}4:{column}8)"
        sheet["G9"] = "=F9/D9"
    for column, head in enumerate([*MONTHS, "Year"], 2):
        summary.cell(3, column, head)
    for row, (name, source) in enumerate((("Sold", "B"), ("Revenue", "D"), ("Margin", "F")), 4):
        summary.cell(row, 1, name)
        for column, month in enumerate(MONTHS, 2):
            summary.cell(row, column, f"={month}!{source}9")
        summary.cell(row, 14, f"=SUM(B{row}:M{row})")
    summary["A7"] = "Margin %"
    for column in range(2, 15):
        summary.cell(7, column, f"={letters(column)}6/{letters(column)}5")
    summary["A9"], summary["B9"] = "Check", "=SUM(Jan:Dec!D9)-N5"
    return made


def value() -> openpyxl.Workbook:
    """A valuation: a list of one-off formulas, a terminal column, a grid of sensitivities."""
    made, sheet = _book("DCF")
    for row, (name, text) in enumerate({
        "Risk-free": 0.042, "Premium": 0.05, "Beta": 1.15, "Cost of equity": "=B2+B3*B4",
        "Spread": 0.018, "Cost of debt": "=B2+B6", "Tax": 0.24, "After tax": "=B7*(1-B8)",
        "Weight of debt": 0.35, "WACC": "=B5*(1-B10)+B9*B10", "Growth": 0.02,
    }.items(), 2):  # fmt: skip
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, text)
    for column in range(4, 10):
        here, before = letters(column), letters(column - 1)
        sheet.cell(
            2, column, 2026 if column == 4 else f"={before}2+1" if column < 9 else "Terminal"
        )
        sheet.cell(3, column, 210.0 if column == 4 else f"={before}3*(1+$B$12)")
        sheet.cell(4, column, f"={here}3*0.31")
        sheet.cell(5, column, f"={here}4*(1-$B$8)")
        sheet.cell(6, column, f"=-{here}3*0.06")
        sheet.cell(7, column, f"={here}5+{here}6" if column < 9 else "=(I5+I6)/($B$11-$B$12)")
        sheet.cell(8, column, f"=1/(1+$B$11)^({here}2-$D$2+1)" if column < 9 else "=H8")
        sheet.cell(9, column, f"={here}7*{here}8")
    for row, name in enumerate(("Revenue", "EBIT", "After tax", "Reinvested", "Free cash", "Factor",
                                "Value"), 3):  # fmt: skip
        sheet.cell(row, 3, name)
    sheet["C11"], sheet["D11"] = "Enterprise", "=SUM(D9:I9)"
    sheet["C12"], sheet["D12"] = "Debt", 320
    sheet["C13"], sheet["D13"] = "Equity", "=D11-D12"
    sheet["C14"], sheet["D14"] = "Shares", 55
    sheet["C15"], sheet["D15"] = "Per share", "=D13/D14"
    for column in range(5, 10):
        sheet.cell(17, column, f"=$B$11+{(column - 7) / 200}" if column != 7 else "=$B$11")
    for row in range(18, 23):
        sheet.cell(row, 4, f"=$B$12+{(row - 20) / 400}" if row != 20 else "=$B$12")
        for column in range(5, 10):
            sheet.cell(row, column, f"=$H$7*(1+$D{row})/({letters(column)}$17-$D{row})")
    return made


def club() -> openpyxl.Workbook:
    """A treasurer's book: averages among totals, picked sums, links with gaps, typed sums."""
    made, sheet = _book("Fees")
    chance = random.Random(9)
    for column, head in enumerate(
        ("Member", "Joined", "Fee", "Rebate", "Lessons", "Rate", "Due"), 1
    ):
        sheet.cell(2, column, head)
    for row in range(3, 27):
        sheet.cell(row, 1, f"Member {row - 2}")
        sheet.cell(row, 2, chance.randrange(1998, 2026))
        hours = chance.choice((4, 6, 8, 10))
        sheet.cell(row, 3, f"={hours}*12")
        sheet.cell(row, 4, chance.choice((0, 0, 0.1)))
        sheet.cell(row, 5, chance.randrange(0, 9))
        sheet.cell(row, 6, chance.choice((18, 22, 25)))
        sheet.cell(row, 7, f"=C{row}*(1-D{row})+E{row}*F{row}")
    sheet["A28"] = "Total / average"
    for column, name in (
        ("C", "SUM"),
        ("D", "AVERAGE"),
        ("E", "SUM"),
        ("F", "AVERAGE"),
        ("G", "SUM"),
    ):
        sheet[f"{column}28"] = f"={name}({column}3:{column}26)"
    sheet["A29"], sheet["G29"] = "Board members", "=G3+G7+G12+G19"
    sheet["A30"], sheet["G30"] = "Others", "=G28-G29"
    accounts = made.create_sheet("Accounts")
    names = [
        "Fees",
        "Bar",
        "Tombola",
        "Gifts",
        "Hall",
        "Trainer",
        "Balls",
        "Insurance",
        "Trip",
        "Bank",
    ]
    for column, head in enumerate(("Item", 2023, 2024, 2025, "Plan", "Change", "Note"), 1):
        accounts.cell(3, column, head)
    for row, name in enumerate(names, 4):
        accounts.cell(row, 1, name)
        for column in (2, 3, 4):
            accounts.cell(row, column, chance.randrange(200, 1800) * (1 if row < 8 else -1))
        accounts.cell(
            row, 5, f"=ROUND(D{row}*1.03,-1)" if row not in (4, 9) else f"=AVERAGE(B{row}:D{row})"
        )
        accounts.cell(row, 6, f"=E{row}/D{row}-1")
    accounts["E4"] = "=Fees!G28"
    for column in "BCDE":
        accounts[f"{column}15"] = f"=SUM({column}4:{column}7)"
        accounts[f"{column}16"] = f"=SUM({column}8:{column}13)"
        accounts[f"{column}17"] = f"={column}15+{column}16"
    accounts["B18"], accounts["B19"] = 5200, "=B18+B17"
    for column, before in zip("CDE", "BCD", strict=True):
        accounts[f"{column}18"] = f"={before}19"
        accounts[f"{column}19"] = f"={column}18+{column}17"
    report = made.create_sheet("Report")
    for row, source in enumerate((4, 5, 6, 8, 9, 12), 3):
        report.cell(row, 1, f"=Accounts!A{source}")
        report.cell(row, 2, f"=Accounts!D{source}")
        report.cell(row, 3, f"=Accounts!E{source}")
    report["A9"], report["B9"], report["C9"] = "Listed", "=SUM(B3:B8)", "=SUM(C3:C8)"
    report["A10"], report["B10"] = "Share of all", "=B9/SUM(Accounts!D4:D13)"
    return made


def shifts() -> openpyxl.Workbook:
    """A rota: hours by day with a week in between, overtime from the sixth day, holidays typed."""
    made, sheet = _book("Rota")
    chance = random.Random(10)
    sheet["A1"], sheet["B1"] = "Pay per hour", 17.5
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Week"] * 2
    for column, day in enumerate(days, 2):
        sheet.cell(3, column, day)
    sheet["R3"], sheet["S3"], sheet["T3"], sheet["U3"] = "Hours", "Over 80", "Pay", "Average"
    for row in range(4, 16):
        sheet.cell(row, 1, f"Person {row - 3}")
        for column in range(2, 18):
            if days[column - 2] == "Week":
                first, last = letters(column - 7), letters(column - 1)
                sheet.cell(row, column, f"=SUM({first}{row}:{last}{row})")
            else:
                sheet.cell(row, column, chance.choice((0, 6, 7, 8, 9)))
        sheet.cell(row, 18, f"=I{row}+Q{row}")
        sheet.cell(row, 19, f"=MAX(0,R{row}-80)")
        sheet.cell(row, 20, f"=(R{row}+S{row}*0.5)*$B$1")
        sheet.cell(row, 21, f'=R{row}/COUNTIF(B{row}:P{row},">0")')
    sheet["A17"], sheet["A18"] = "Sum", "Mean"
    for column in range(2, 21):
        sheet.cell(17, column, f"=SUM({letters(column)}4:{letters(column)}15)")
        sheet.cell(18, column, f"=AVERAGE({letters(column)}4:{letters(column)}15)")
    sheet["U17"] = '=R17/COUNTIF(B4:P15,">0")'
    return made


MAKERS = (budget, loan, company, grades, project, orders, months, value, club, shifts)


def stored(made: openpyxl.Workbook) -> bytes:
    """The file, with the value of every formula as Excel would have stored it."""
    from workbooks.cache import build_file

    stream = io.BytesIO()
    made.save(stream)
    return build_file(stream.getvalue(), {}, title="stranger", description="stranger")
