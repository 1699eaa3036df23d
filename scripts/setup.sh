# Sourced by scripts/start, scripts/test and .ci/run: the environment in .venv, and what the
# system has to have. Idempotent; installs system packages only as root or with password-less sudo.

set -euo pipefail
started_in=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# The Python of .venv: 3.11 or later, with venv.
find_python() {
    local candidate
    for candidate in python3.11 python3 python3.12 python3.13; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "setup: there is no Python 3.11 or later"
    say "  next: sudo apt install python3 python3-venv"
    exit 1
}

# Install Debian packages that are missing, where that is allowed; otherwise name them.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            say "setup: not installed: ${missing[*]}"
            say "  next: sudo apt install ${missing[*]}"
            return 1
        fi
        as_root=(sudo -n)
    fi
    command -v apt-get >/dev/null || { say "setup: not installed: ${missing[*]}"; return 1; }
    say "setup: installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
        { "${as_root[@]}" apt-get update -qq >/dev/null 2>&1 &&
            "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } ||
        { say "setup: could not install ${missing[*]}"; return 1; }
}

# Create or update .venv from the locked list named by $1 (run, dev or an extra).
need_environment() {
    local list="scripts/requirements/$1.txt" stamp=".venv/.installed-$1" python
    if [ -f "$stamp" ] && cmp -s "$stamp" <(cat "$list" pyproject.toml); then
        return 0
    fi
    if [ ! -x .venv/bin/python ]; then
        python=$(find_python)
        if ! "$python" -c 'import ensurepip' 2>/dev/null; then
            need_packages python3-venv || exit 1
        fi
        say "setup: making .venv"
        "$python" -m venv .venv
    fi
    say "setup: installing the locked packages of $list (about a minute)"
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r "$list"
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps \
        --no-build-isolation --editable .
    cat "$list" pyproject.toml >"$stamp"
}

# The extras that were asked for once, as the lists say now.
need_same_extras() {
    local stamp name
    for stamp in .venv/.installed-*; do
        name=${stamp##*-}
        [ ! -f "scripts/requirements/$name.txt" ] || [ "$name" = dev ] || need_environment "$name"
    done
}

# How a command of .venv is typed where the person was: $1 is that folder, $2 the command.
typed_from() {
    case $PWD/ in
        "$1"/) printf '%q' ".venv/bin/$2" ;;
        "$1"/*) printf '%q' "${PWD#"$1"/}/.venv/bin/$2" ;;
        *) printf '%q' "$PWD/.venv/bin/$2" ;;
    esac
}
