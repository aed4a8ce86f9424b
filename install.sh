#!/bin/sh
# Installs what is missing, builds plumb, installs it; also shows the demo and
# runs the tests. See usage() below. Safe to run twice; --uninstall undoes it.

set -u

usage() {
	cat <<'TEXT'
usage: ./install.sh [OPTION…]

Installs what plumb needs (apt-get, dnf, apk or brew; with sudo when you are
not root), builds it, and installs it.

  --prefix DIR   install below DIR (default: /usr/local, or ~/.local when you
                 cannot write there)
  --hook DIR     then put the git hooks into the repository DIR; repeatable
  --uninstall    remove the program (and, with --hook DIR, those hooks)
  --demo         build, and show plumb at work on two small monorepos in a
                 temporary folder; installs nothing below a prefix
  --check        build, and run the test suite; the last line says how many
                 tests passed; installs nothing below a prefix
  -h, --help     show this and exit

BUILD in the environment names another build folder than build/.
TEXT
}

say() { printf 'install.sh: %s\n' "$*"; }

die() {
	printf 'install.sh: %s\n' "$*" >&2
	exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# --- what is missing ------------------------------------------------------

can_compile() {
	have "${CC:-cc}" || return 1
	printf '#include <stdio.h>\nint main(void) { return 0; }\n' |
		"${CC:-cc}" -x c -o /dev/null - >/dev/null 2>&1
}

has_library() {
	have "${PKG_CONFIG:-pkg-config}" &&
		"${PKG_CONFIG:-pkg-config}" --exists "$1" 2>/dev/null
}

# The names of what is missing, as needed() below knows them.
missing() {
	can_compile || echo compiler
	have make || echo make
	have git || echo git
	have "${PKG_CONFIG:-pkg-config}" || echo pkg-config
	for library in libgit2 libpcre2-8 yaml-0.1 jansson; do
		has_library "$library" || echo "$library"
	done
}

missing_for_tests() {
	has_library cmocka || echo cmocka
}

# What single tests need: without it they are skipped, and say so.
missing_for_some_tests() {
	for tool in shellcheck pre-commit node npm jq clang-tidy cppcheck \
		valgrind; do
		have "$tool" || echo "$tool"
	done
	have chromium || have chromium-browser || have google-chrome-stable ||
		have google-chrome || echo chromium
}

manager() {
	for tool in apt-get dnf apk brew; do
		if have "$tool"; then
			echo "$tool"
			return
		fi
	done
}

# needed MANAGER THING: the packages that bring it.
needed() {
	case $1:$2 in
	apt-get:compiler) echo gcc libc6-dev ;;
	apt-get:libgit2) echo libgit2-dev ;;
	apt-get:libpcre2-8) echo libpcre2-dev ;;
	apt-get:yaml-0.1) echo libyaml-dev ;;
	apt-get:jansson) echo libjansson-dev ;;
	apt-get:cmocka) echo libcmocka-dev ;;
	dnf:compiler) echo gcc glibc-devel ;;
	dnf:pkg-config) echo pkgconf-pkg-config ;;
	dnf:libgit2) echo libgit2-devel ;;
	dnf:libpcre2-8) echo pcre2-devel ;;
	dnf:yaml-0.1) echo libyaml-devel ;;
	dnf:jansson) echo jansson-devel ;;
	dnf:cmocka) echo libcmocka-devel ;;
	dnf:shellcheck) echo ShellCheck ;;
	apt-get:node | dnf:node | apk:node) echo nodejs ;;
	dnf:npm) echo nodejs-npm ;;
	dnf:clang-tidy) echo clang-tools-extra ;;
	apk:clang-tidy) echo clang-extra-tools ;;
	brew:clang-tidy) echo llvm ;;
	apk:compiler) echo build-base ;;
	apk:pkg-config) echo pkgconf ;;
	apk:libgit2) echo libgit2-dev ;;
	apk:libpcre2-8) echo pcre2-dev ;;
	apk:yaml-0.1) echo yaml-dev ;;
	apk:jansson) echo jansson-dev ;;
	apk:cmocka) echo cmocka-dev ;;
	brew:compiler) echo gcc ;;
	brew:pkg-config) echo pkgconf ;;
	brew:libpcre2-8) echo pcre2 ;;
	brew:yaml-0.1) echo libyaml ;;
	*) echo "$2" ;;
	esac
}

# As root: directly, or through sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif have sudo; then
		sudo "$@"
	else
		return 127
	fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

APT_IS_FRESH=
install_packages() { # install_packages MANAGER PACKAGE…
	with=$1
	shift
	case $with in
	apt-get)
		if [ -z "$APT_IS_FRESH" ]; then
			apt update || say "the package lists are not up to date"
			APT_IS_FRESH=yes
		fi
		apt install --no-install-recommends "$@"
		;;
	dnf) as_root dnf -y -q install "$@" </dev/null >&2 ;;
	apk) as_root apk add --quiet "$@" </dev/null >&2 ;;
	brew) brew install --quiet "$@" </dev/null >&2 ;;
	esac
}

packages_for() { # packages_for MANAGER THING…
	with=$1
	shift
	for thing in "$@"; do
		needed "$with" "$thing"
	done | tr '\n' ' '
}

check_packages() {
	[ -z "$(missing)" ] || die "still missing: $(missing | tr '\n' ' ')"
}

# provide THING…: installs what brings them, or says what is to be done.
provide() {
	[ $# -ne 0 ] || return 0
	with=$(manager)
	[ -n "$with" ] || die "missing: $*; no apt-get, dnf, apk or brew is" \
		"here to install them with: install them, then run this again"
	packages=$(packages_for "$with" "$@")
	if [ "$with" != brew ] && [ "$(id -u)" -ne 0 ] && ! have sudo; then
		die "missing: $*; you are not root and there is no sudo: have" \
			"these packages installed, then run this again: $packages"
	fi
	say "installing $packages"
	# shellcheck disable=SC2086 # a list of words
	install_packages "$with" $packages ||
		die "$with could not install $packages"
}

# One by one: a system that lacks one of them can still run the rest.
provide_if_possible() {
	with=$(manager)
	[ -n "$with" ] || return 0
	if [ "$with" != brew ] && [ "$(id -u)" -ne 0 ] && ! have sudo; then
		return 0
	fi
	for thing in "$@"; do
		# shellcheck disable=SC2046 # a list of words
		install_packages "$with" $(needed "$with" "$thing") ||
			say "without $thing: the tests that need it are skipped"
	done
}

# --- the parts ------------------------------------------------------------

processors() {
	count=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || count=1
	[ "$count" -le 8 ] || count=8
	echo "$count"
}

build() {
	# shellcheck disable=SC2046 # a list of words
	provide $(missing)
	check_packages
	say "building"
	make -s -j "$(processors)" BUILD="$BUILD" >/dev/null ||
		die "the build failed; what is above says why"
	PLUMB=$(cd "$BUILD" && pwd)/plumb
}

default_prefix() {
	if [ "$(id -u)" -eq 0 ] || [ -w /usr/local/bin ]; then
		echo /usr/local
	else
		echo "$HOME/.local"
	fi
}

install_program() {
	make -s install BUILD="$BUILD" PREFIX="$PREFIX" ||
		die "cannot install below $PREFIX: name another folder with" \
			"--prefix, or run this as root"
	say "installed $PREFIX/bin/plumb"
	case :$PATH: in
	*:"$PREFIX/bin":*) ;;
	*) say "add $PREFIX/bin to your PATH" ;;
	esac
}

uninstall_program() {
	removed=
	for file in "$PREFIX"/bin/plumb-*; do
		[ "$(readlink "$file" 2>/dev/null)" = plumb ] || continue
		rm -f "$file" || die "cannot remove $file"
	done
	if [ -e "$PREFIX/bin/plumb" ]; then
		rm -f "$PREFIX/bin/plumb" || die "cannot remove $PREFIX/bin/plumb"
		removed=yes
	fi
	if [ -n "$removed" ]; then
		say "removed $PREFIX/bin/plumb"
	else
		say "plumb is not installed below $PREFIX"
	fi
}

# Hooks are removed by the program that wrote them, or by hand.
uninstall_hooks() {
	[ -n "$HOOKS" ] || return 0
	program=$PREFIX/bin/plumb
	[ -x "$program" ] || program=$BUILD/plumb
	[ -x "$program" ] || die "there is no plumb below $PREFIX to remove" \
		"the hooks with: run ./install.sh, then this again"
	each_hook "$program" install --uninstall
}

each_hook() { # each_hook COMMAND…: with -C DIR for each --hook
	printf '%s\n' "$HOOKS" | while IFS= read -r folder; do
		[ -n "$folder" ] || continue
		"$@" -C "$folder" || exit 1
	done || die "the hooks of a repository could not be changed"
}

# --- the demo -------------------------------------------------------------

# The findings as on a terminal; without colours where there is none.
show() {
	if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
		cat "$1"
	else
		escape=$(printf '\033')
		sed "s/$escape\\[[0-9;]*m//g" "$1"
	fi
}

title() { printf '\n--- %s\n\n' "$*"; }

# refused MESSAGE: the hook must stop this commit.
refused() {
	before=$(git rev-parse HEAD)
	printf '%s\n\n' "\$ git commit -m '$1'"
	if git commit -q -m "$1"; then
		die "the demo went wrong: the commit was not refused"
	fi
	[ "$before" = "$(git rev-parse HEAD)" ] ||
		die "the demo went wrong: HEAD moved"
}

# findings SARIF RULE…: all of them are found, and the SARIF file is written.
findings() {
	sarif=$1
	shift
	printf '%s\n\n' "\$ plumb check -f text -f sarif=$sarif"
	status=0
	"$PLUMB" check --color always -f text -f "sarif=$sarif" \
		>"$DEMO/findings" 2>"$DEMO/summary" || status=$?
	show "$DEMO/findings"
	cat "$DEMO/summary"
	[ "$status" -eq 1 ] ||
		die "the demo went wrong: plumb check ended with $status, not 1"
	for rule in "$@"; do
		grep -q "\\[$rule\\]" "$DEMO/findings" ||
			die "the demo went wrong: nothing of $rule was found"
	done
	[ -s "$sarif" ] || die "the demo went wrong: there is no $sarif"
}

demo_json() {
	cd "$DEMO/house-json" || exit 1
	title "house-json: ports.json; somebody staged a .env.local"
	"$PLUMB" install >/dev/null || exit 1
	refused 'Settings of billing'
	title "house-json: all that is wrong, also what was there before"
	findings "$DEMO/house-json.sarif" env/committed-local \
		ports/default-mismatch paths/stale
}

demo_yaml() {
	cd "$DEMO/house-yaml" || exit 1
	title "house-yaml: the registry moves a port, and no other file follows"
	"$PLUMB" install >/dev/null || exit 1
	sed 's/port: 3103/port: 3104/' config/ports/registry.yaml \
		>"$DEMO/registry" &&
		cp "$DEMO/registry" config/ports/registry.yaml &&
		git add config/ports/registry.yaml || exit 1
	refused 'The dashboard moves to 3104'
	title "house-yaml: all that is wrong, also what was there before"
	findings "$DEMO/house-yaml.sarif" ports/hardcoded-address \
		compose/default-drift
}

demo() {
	exec 2>&1 # in the order in which it happens
	unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE GIT_PREFIX
	DEMO=$(mktemp -d "${TMPDIR:-/tmp}/plumb-demo.XXXXXX") || exit 1
	sh tests/demo/build.sh "$DEMO" || exit 1
	(demo_json) && (demo_yaml) || exit 1
	rm -f "$DEMO/findings" "$DEMO/summary" "$DEMO/registry"
	title "That was plumb"
	cat <<TEXT
The two repositories are kept, to try things in: $DEMO
The reports that GitHub code scanning reads:
  $DEMO/house-json.sarif
  $DEMO/house-yaml.sarif
To install: ./install.sh --hook YOUR-REPOSITORY
TEXT
}

# --- the way through ------------------------------------------------------

TASK=install
PREFIX=
HOOKS=
START=$(pwd)

absolute() {
	case $1 in
	/*) printf '%s\n' "$1" ;;
	*) printf '%s/%s\n' "$START" "$1" ;;
	esac
}

value_of() { # value_of OPTION COUNT VALUE
	if [ "$2" -lt 2 ] || [ -z "$3" ]; then
		printf 'install.sh: %s needs a folder\n' "$1" >&2
		exit 2
	fi
	absolute "$3"
}

while [ $# -gt 0 ]; do
	case $1 in
	--prefix) PREFIX=$(value_of "$1" $# "${2-}") || exit && shift ;;
	--prefix=*) PREFIX=$(value_of --prefix 2 "${1#*=}") || exit ;;
	--hook)
		folder=$(value_of "$1" $# "${2-}") || exit
		HOOKS="$HOOKS
$folder"
		shift
		;;
	--hook=*)
		folder=$(value_of --hook 2 "${1#*=}") || exit
		HOOKS="$HOOKS
$folder"
		;;
	--uninstall) TASK=uninstall ;;
	--demo) TASK=demo ;;
	--check) TASK=check ;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		printf 'install.sh: unknown option %s: see ./install.sh --help\n' \
			"$1" >&2
		exit 2
		;;
	esac
	shift
done

cd "$(dirname "$0")" || exit 1
: "${BUILD:=build}"
: "${PREFIX:=$(default_prefix)}"

case $TASK in
install)
	build
	install_program
	[ -z "$HOOKS" ] || each_hook "$PREFIX/bin/plumb" install
	;;
uninstall)
	uninstall_hooks
	uninstall_program
	;;
demo)
	build
	demo
	;;
check)
	# shellcheck disable=SC2046 # lists of words
	provide $(missing) $(missing_for_tests)
	# shellcheck disable=SC2046
	provide_if_possible $(missing_for_some_tests)
	build
	make -s -j "$(processors)" check BUILD="$BUILD"
	;;
esac
