"""The reader of the Open Contracting Data Standard."""

from tests.fuzz import woven
from tests.fuzz.readers import KNOWN, check

TOKENS = (
    *(
        '{"releases":[',
        '{"records":[',
        '{"results":[',
        '{"compiledRelease":',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "null",
    ),
    *(
        '"ocid":"ocds-h6vhtk-1"',
        '"ocid":"ocds-b5fd17-1"',
        '"ocid":"ocds-kuma6s-1"',
        '"id":"075888-2026"',
        '"id":7',
    ),
    *('"date":"2026-08-10T08:00:00Z"', '"date":"0001-01-01T00:00:00Z"', '"date":"9999-12-31T23:59:59-14:00"'),
    *(
        '"tag":["tender"]',
        '"tag":"planning"',
        '"tender":{',
        '"title":"Roof repairs"',
        '"title":"\\ud800\\u0000"',
    ),
    *(
        '"description":"<p>Mend it</p>"',
        '"status":"active"',
        '"value":{"amount":',
        '"currency":"GBP"',
        "1e9999",
        "-1",
    ),
    *(
        "NaN",
        "Infinity",
        "000",
        "1.5",
        "true",
        '"tenderPeriod":{"endDate":"2026-09-30"',
        '"lots":[',
        '"items":[',
    ),
    *(
        '"classification":{"scheme":"CPV","id":"45261000"',
        '"deliveryAddresses":[{"region":"UKC14"',
        '"buyer":{"name":',
    ),
    *(
        '"parties":[{"name":"A","roles":["buyer"]',
        '"planning":{',
        '"milestones":[{"type":"engagement"',
        '"awards":[',
    ),
    *(
        '"documents":[{"id":"a","url":"https://a.example/"',
        '"links":{"next":"',
        "https://a.example/?cursor=2",
        '"},',
    ),
    *(
        '"suitability":{"sme":true',
        '"amendments":[{"unstructuredChanges":[{"where":{"label":"x"}',
        "\\u202e",
        "\n",
    ),
)

_PACKAGE = (
    b'\0{"releases":[{"ocid":"ocds-h6vhtk-1","id":"075888-2026","date":"2026-08-10T08:00:00Z","tag":["tender"],'
    b'"tender":{"title":"Roof","description":"Mend it","value":{"amount":5000,"currency":"GBP"},'
    b'"tenderPeriod":{"endDate":"2026-09-30T12:00:00+01:00"}}}]}'
)
_LIST = b'\0[{"ocid":"ocds-b5fd17-1","date":"2026-08-10T08:00:00Z","tender":{"title":"Roof"}}]'
SEEDS = (_PACKAGE, _LIST, bytes([0, 4, 12, 8, 15, 8, 17, 8, 22, 23, 5, 5, 7, 5]))


def once(data: bytes) -> None:
    """Read a package."""
    check(KNOWN["find-a-tender"], woven.body(data, TOKENS))
