"""`python -m bff_web`: the service, on its ports from the environment."""

from __future__ import annotations

from bff_web.screens import web_screens
from gateway.bff.service import serve_bff


def main() -> None:
    serve_bff("bff_web", web_screens, port=4010, admin_port=4011)


if __name__ == "__main__":
    main()
