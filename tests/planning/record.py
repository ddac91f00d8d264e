"""Records the plan of every case: `python -m tests.planning.record`. Read the diff before committing it."""

from __future__ import annotations

from tests.planning.cases import all_cases
from tests.planning.test_cases import plan_text


def main() -> None:
    for case in all_cases():
        for operation in case.operations:
            operation.plan = plan_text(case, operation)
        case.write()


if __name__ == "__main__":
    main()
