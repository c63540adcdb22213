"""Whether the process in this container answers: ends with 0 if it does. Needs nothing but Python.

    python3 -I healthcheck.py                                  the server
    python3 -I healthcheck.py http://127.0.0.1:9102/metrics    the metrics of a worker

It asks if the process lives, not if its database answers: a new process would not help against that.
"""

import os
import sys
import urllib.error
import urllib.request

SECONDS = 4


def main() -> int:
    port = os.environ.get("HEADLESS_PORT", "").strip() or "8000"
    url = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{port}/healthz"
    # not through a proxy that the environment may name
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=SECONDS) as response:
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        sys.stderr.write(f"{url}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
