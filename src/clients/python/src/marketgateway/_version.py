"""Written by .ci/version from the file VERSION."""

VERSION = "0.1.0"
