"""The readers of CSV: our template, and Contracts Finder's export."""

from tests.fuzz import woven
from tests.fuzz.readers import KNOWN, check

TOKENS = (
    *(
        "reference,title,description,buyer,closing_date,closing_time,value_from,value_to,vat,cpv,region,sme,vcse,kind,link\n",
    ),
    *(
        "Notice Identifier,Title,Organisation Name,Status,Published Date,Closing Date,Closing Time,Value Low,Value High\n",
    ),
    *(
        ",",
        ";",
        "\t",
        '"',
        '""',
        "\n",
        "\r\n",
        "\r",
        "sep=;\n",
        "Q1",
        "EXAMPLE",
        "Roof repairs",
        "Durham County Council",
    ),
    *(
        "30/09/2026",
        "31/12/9999",
        "01/01/1",
        "0001-01-01",
        "2026-09-30T12:00:00+14:00",
        "29/02/2026",
        "12:00",
        "24:00",
    ),
    *(
        "1e9999",
        "NaN",
        "Infinity",
        "-1",
        "£10,000",
        "12.5k",
        "£1m-£2m",
        "excluded",
        "included",
        "45261000",
        "3000000",
    ),
    *(
        "County Durham",
        "DH1 1AA",
        "yes",
        "no",
        "maybe",
        "Quick Quote",
        "Tender",
        "Planned",
        "Awarded",
        "Withdrawn",
    ),
    *(
        "https://a.example/",
        "www.a.example",
        "javascript:alert(1)",
        "=cmd|'/c calc'!A0",
        "a@b.co",
        "<b>",
        "&#0;",
    ),
)

SEEDS = (
    b"\0reference,title,buyer,closing_date\nQ1,Roof repairs,Council,30/09/2026\n",
    b'\0reference;title;buyer;closing_date\n"Q1";"Roof; repairs";Council;30.09.2026\n',
    bytes([0, 11, 2, 13, 2, 14, 2, 15, 7]),
    bytes([1, 11, 2, 13, 2, 14, 2, 15, 7]),
)


def once(data: bytes) -> None:
    """Read one body as either of them."""
    body = woven.body(data, TOKENS)
    check(KNOWN["opportunities-csv"], body)
    check(KNOWN["contracts-finder-csv"], body)
