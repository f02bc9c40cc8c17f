# Sourced by run, test, simulate and CI: finds a JDK 25 and builds what is missing or out of date.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "$*" >&2
    exit 1
}

is_jdk_25() {
    [ -x "$1/bin/javac" ] || return 1
    # Asking the file takes no time; asking the program takes longer than the rest of this.
    if [ -f "$1/release" ]; then
        grep -qE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$1/release"
    else
        "$1/bin/javac" -version 2>&1 | grep -qE '^javac (2[5-9]|[3-9][0-9])'
    fi
}

find_jdk_25() {
    local candidate
    for candidate in "${JAVA_HOME:-}" \
        "$(dirname "$(dirname "$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null)" 2>/dev/null)")" \
        /usr/lib/jvm/*25* /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/java/* /opt/jdk*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

JAVA_HOME=$(find_jdk_25)
[ -n "$JAVA_HOME" ] || fail "Millrace needs a JDK 25 or newer and found none: install one, or set JAVA_HOME to it."
export JAVA_HOME
# Maven's own libraries reach into the JDK; a newer JDK would print a page of warnings about that.
export MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

# millrace_build MODULE [SOURCES...]: packages the module and what it needs, unless its last build is newer than every source.
millrace_build() {
    local module=$1 stamp="$repository/$1/target/built"
    if [ -f "$stamp" ] && [ -z "$(cd "$repository" && find pom.xml api clickhouse "$@" \
        -path '*/target' -prune -o -type f -newer "$stamp" -print -quit)" ]; then
        return
    fi
    command -v mvn >/dev/null || fail "Millrace is built with Maven, and there is no mvn on the PATH: install Maven 3.8 or newer."
    echo "Building $module ..." >&2
    (cd "$repository" && mvn -B -q -pl "$module" -am package -DskipTests -Dspotless.check.skip=true) >&2 \
        || fail "The build of $module failed."
    touch "$stamp"
}

# millrace_aot_cache: prints the path of an AOT cache for api/target/millrace-api.jar and this JDK, and makes it when there is none that is newer than
# what it depends on, which takes some seconds. Prints nothing if it cannot be made: Millrace then starts without it. See
# docs/decisions/0012-aot-cache.md.
millrace_aot_cache() (
    cd "$repository/api" || return
    name=millrace-$(cat "$JAVA_HOME/release" jvm.options | cksum | cut -d ' ' -f 1)
    cache=target/aot/$name.aot log=target/aot/$name.log
    if [ ! -e "$cache" ] || [ -n "$(find target/millrace-api.jar target/lib -type f -newer "$cache" -print -quit)" ]; then
        mkdir -p target/aot && made=$(mktemp "$cache.XXXXXX") || return
        trap 'rm -f "$made" "$made.config"' EXIT
        echo "Preparing faster starts ..." >&2
        # Settings of the caller would change what is rehearsed.
        for setting in $(compgen -e MILLRACE_); do unset "$setting"; done
        if ! "$JAVA_HOME/bin/java" @jvm.options "-XX:AOTCacheOutput=$made" -jar target/millrace-api.jar rehearse \
            >"$log" 2>&1 || [ ! -s "$made" ]; then
            echo "That did not work, so starts take a second longer: api/$log says why." >&2
            # An empty one says not to try again before the next build.
            : >"$made"
        fi
        find target/aot -name '*.aot' -exec rm -f {} +
        mv "$made" "$cache" || return
    fi
    if [ -s "$cache" ]; then echo "$repository/api/$cache"; fi
)
