#!/bin/sh
# A real Secret Service for one command: gnome-keyring on a D-Bus of its own, with a password
# made for it, gone when the command ends.  secret_service.sh COMMAND...
set -eu
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
mkdir -m 700 "$here/home" "$here/run"
unset DBUS_SESSION_BUS_ADDRESS XDG_DATA_HOME XDG_CONFIG_HOME GNOME_KEYRING_CONTROL
HOME="$here/home" XDG_RUNTIME_DIR="$here/run" export HOME XDG_RUNTIME_DIR
dbus-run-session -- sh -c '
    head -c 16 /dev/urandom | od -An -tx1 | tr -d " \n" |
        gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    "$@"
    code=$?
    exit $code' sh "$@"
