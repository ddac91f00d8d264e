"""`python -m bff_mobile`: the service, on its ports from the environment."""

from __future__ import annotations

from bff_mobile.screens import mobile_screens
from gateway.bff.service import serve_bff


def main() -> None:
    serve_bff("bff_mobile", mobile_screens, port=4020, admin_port=4021)


if __name__ == "__main__":
    main()
