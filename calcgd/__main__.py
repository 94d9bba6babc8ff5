"""`python -m calcgd`."""

import sys

try:
    from calcgd.main import entry
except KeyboardInterrupt:
    sys.exit(130)

if __name__ == "__main__":
    entry()
