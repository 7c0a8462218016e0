# The Debian packages that building and testing need, and how to get those that are missing. Sourced by run and test.

build_packages=(
  g++ cmake ninja-build ccache pkgconf ca-certificates tzdata
  libboost1.81-dev libboost-json1.81-dev libcurl4-openssl-dev libc-ares-dev libssl-dev libcrypt-dev zlib1g-dev
  prometheus-cpp-dev libspdlog-dev libsqlite3-dev libyaml-cpp-dev libkainjow-mustache-dev libcli11-dev
  libexpected-dev libhowardhinnant-date-dev libre2-dev libidn2-dev libsystemd-dev libxlsxwriter-dev
  libgtest-dev libgmock-dev
)
test_packages=(
  clang-19 libclang-rt-19-dev clang-format-19 systemd
  python3 python3-aiosmtpd python3-openpyxl prometheus prometheus-blackbox-exporter nginx-light dnsmasq-base openssl strace faketime curl
  chromium fonts-noto-cjk postfix sasl2-bin libsasl2-modules systemd-container
)
long_test_packages=(clang-tidy-19)
# What the test packages would start on a machine with systemd as its first process.
peer_units=(
  prometheus.service prometheus-node-exporter.service prometheus-blackbox-exporter.service nginx.service
  postfix.service saslauthd.service
)

# A second clone of the same sources compiles nothing twice, wherever it lies.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

say() { printf '\n==> %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# missing_packages NAME...: those that are not installed, one a line.
missing_packages() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done
}

policy=/usr/sbin/policy-rc.d
policy_is_ours=

forbid_services() {
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    policy_is_ours=yes
  fi
}

allow_services() {
  [ -z "$policy_is_ours" ] || as_root rm -f "$policy"
  policy_is_ours=
}

# install_browser_driver FOLDER: npm packages of its lock file, once. Debian's npm and a nodejs from elsewhere exclude
# each other, so what is there is taken.
install_browser_driver() {
  if ! { command -v node && command -v npm; } >/dev/null; then
    install_packages nodejs npm || return
  fi
  # npm writes this file last.
  if [ ! "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then
    say "Installing the npm packages of $1"
    npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund
  fi
}

# install_packages NAME...: gets what is missing. No service is started, and none that came in starts at the next boot.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ "${#missing[@]}" -eq 0 ]; then
    say "All $# Debian packages are there"
    return
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  local before=() unit
  for unit in "${peer_units[@]}"; do
    [ ! -e "/lib/systemd/system/$unit" ] || before+=("$unit")
  done
  forbid_services
  trap allow_services EXIT
  as_root apt-get -o DPkg::Lock::Timeout=300 update -q
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "${missing[@]}"
  for unit in "${peer_units[@]}"; do
    if [ -e "/lib/systemd/system/$unit" ] && [[ " ${before[*]} " != *" $unit "* ]]; then
      as_root deb-systemd-helper disable "$unit" >/dev/null 2>&1 || true
    fi
  done
  allow_services
  trap - EXIT
}
