# Sourced by run, test, simulate and CI: finds a JDK 25 and builds what is missing or out of date.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "$*" >&2
    exit 1
}

is_jdk_25() {
    [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -qE '^javac (2[5-9]|[3-9][0-9])'
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
