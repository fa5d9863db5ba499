# shellcheck shell=bash disable=SC2154
# Sourced by the launcher in a checkout: builds, tests and packs with Maven on the JDK that was found.
# Not part of a release. Takes checkout, dist, java_home and major from the launcher.

# Sets `maven` to the Maven to use.
find_maven() {
  local candidate
  for candidate in "${MAVEN_HOME:+$MAVEN_HOME/bin/mvn}" "$(type -P mvn)" "${HOME:-}/.sdkman/candidates/maven/current/bin/mvn" \
    /opt/maven/bin/mvn /opt/homebrew/bin/mvn /usr/local/bin/mvn; do
    if [[ -n $candidate && -x $candidate ]]; then
      maven=$candidate
      return 0
    fi
  done
  say "this checkout is not built yet, and there is no Maven to build it with."
  case $OSTYPE in
    darwin*) say "Get it with: brew install maven" ;;
    *) say "Get it with: sudo apt install maven   (or: sdk install maven)" ;;
  esac
  say "A release archive of Millrace needs no Maven."
  exit 1
}

# Runs Maven with the arguments after $1, its output in the log $1, and shows a line per module. Where the user ends
# it, so does the launcher: there is no failure to explain.
run_maven() {
  local log=$1 line modules words status
  shift
  mkdir -p "$checkout/target"
  trap 'say "interrupted."; exit 130' INT
  JAVA_HOME=$java_home "$maven" -B -ntp -f "$checkout/pom.xml" "$@" 2>&1 | tee "$log" | while IFS= read -r line; do
    case $line in
      *'[INFO] Building '*'['*/*']')
        # E.g. `[INFO] Building Millrace API 0.1.0       [2/9]`
        line=${line#*Building }
        modules=${line##*[}
        read -r -a words <<<"${line%[*}"
        say "  [${modules%]}] ${words[*]:0:${#words[@]}-1}"
        ;;
      *'Tests run:'*'FAIL'* | *'Tests run:'*'ERROR'*) say "  ${line#*] }" ;;
    esac
  done
  status=${PIPESTATUS[0]}
  trap - INT
  if ((status == 130 || status == 143)); then
    say "interrupted."
    exit "$status"
  fi
  return "$status"
}

# Shows why Maven failed, from its log $1.
explain_failure() {
  grep -E '^\[ERROR\]' "$1" | sed 's/ -> \[Help [0-9]*\]$//' |
    grep -v -E '^\[ERROR\] *($|\[Help|Re-run Maven|To see the full|For more information|After correcting|mvn <args>)' | head -n 15 >&2
  say "the whole output is in $1"
}

checkout_build() {
  local log=$checkout/target/build.log lock=$checkout/target/build.lock started=$SECONDS waited=''
  find_maven
  mkdir -p "$checkout/target"
  # One build at a time. `mkdir` is the one lock that every system has; one whose owner is gone is taken over.
  while ! mkdir "$lock" 2>/dev/null; do
    if [[ -r $lock/pid ]] && ! kill -0 "$(<"$lock/pid")" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [[ -z $waited ]] && say "waiting for another build of this checkout …"
    waited=1
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  local status=0
  # Who waited finds the work done.
  if [[ -z $waited || ! -f $stamp ]]; then
    say "building this checkout (JDK $major in $java_home) …"
    : >"$checkout/target/build.start"
    # What is compiled now was not checked; see checkout_test.
    : >"$checkout/target/unchecked"
    # The tests of compatibility stand on those of the server, which are not compiled here.
    run_maven "$log" -Dmaven.test.skip=true -P 'run,!format' -pl '!compatibility' package || status=$?
    if ((status == 0)); then
      # The stamp bears the time at which the build began: what was edited meanwhile is built next time.
      touch -r "$checkout/target/build.start" "$stamp"
      say "built in $((SECONDS - started)) s."
    else
      say "the build failed:"
      explain_failure "$log"
    fi
  fi
  rm -rf "$lock"
  trap - EXIT
  return "$status"
}

# Every test of every module. `--all` adds those tagged slow; MILLRACE_TEST_REQUIRE=all turns a missing tool into
# a failure. The last line says how it went.
checkout_test() {
  local all='' argument
  local -a arguments
  arguments=(verify --fail-at-end)
  for argument in "$@"; do
    case $argument in
      --all) all=1 ;;
      --help | -h)
        cat <<'HELP'
Usage: ./millrace test [--all] [MAVEN ARGUMENT...]

Builds the checkout and runs the quick tests, some ten minutes: `mvn verify` with the JDK that was found.

  --all    the slow tests, too, which are tagged "slow"; some start other programs

Environment:
  MILLRACE_TEST_REQUIRE=all   a test whose server or tool is missing fails instead of being skipped

Examples:
  ./millrace test
  ./millrace test --all
  ./millrace test -pl server -am
HELP
        exit 0
        ;;
      *) arguments+=("$argument") ;;
    esac
  done
  # Classes of a build without checks are compiled anew, so that none escapes them.
  if [[ -f $checkout/target/unchecked ]]; then
    rm -rf "$checkout"/*/target/classes "$checkout"/examples/*/target/classes "$checkout/target/unchecked"
  fi
  [[ -n $all ]] && arguments+=(-Dtest.excludedGroups=)
  local log=$checkout/target/test.log started=$SECONDS status=0
  find_maven
  mkdir -p "$checkout/target"
  say "testing with JDK $major in $java_home …"
  : >"$checkout/target/test.start"
  run_maven "$log" "${arguments[@]}" || status=$?
  ((status == 0)) || explain_failure "$log"
  say "took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s; the whole output is in $log"
  test_summary || status=1
  exit "$status"
}

# Adds up the reports that are newer than the start of the run, names what was skipped and why,
# and prints the closing line.
test_summary() {
  # shellcheck disable=SC2016 # the program is for awk
  find "$checkout" -name 'TEST-*.xml' -path '*/surefire-reports/*' -newer "$checkout/target/test.start" -print0 |
    xargs -0 awk '
      function attribute(name,    at, rest) {
        at = index($0, " " name "=\"")
        if (at == 0) return ""
        rest = substr($0, at + length(name) + 3)
        return substr(rest, 1, index(rest, "\"") - 1)
      }
      /^ *<testsuite / { tests += attribute("tests"); failed += attribute("failures") + attribute("errors"); skipped += attribute("skipped") }
      /^ *<testcase /  { name = attribute("classname"); sub(/.*\./, "", name); name = name "." attribute("name") }
      /^ *<skipped/    { reason = attribute("message"); if (reason == "") reason = "no reason given"; why[reason] = why[reason] (why[reason] == "" ? "" : ", ") name }
      /^ *<(failure|error)[ >]/ { print "FAILED  " name }
      END {
        for (reason in why) {
          text = reason
          gsub(/&#10;|&lt;|&gt;|&quot;|&amp;/, " ", text)
          print "not run: " text "  (" why[reason] ")"
        }
        printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped
        exit failed > 0
      }' /dev/null
}

# A release archive for this platform, that runs without the checkout and without Maven.
checkout_dist() {
  case ${1:-} in
    --help | -h)
      cat <<'HELP'
Usage: ./millrace dist

Builds the checkout and packs a release archive, cli/target/millrace-VERSION-PLATFORM.tar.gz. It needs a
JDK or Java runtime 25 and nothing else. Unpack it anywhere and start bin/millrace.

Example:
  ./millrace dist && mkdir -p ~/opt && tar -xzf cli/target/millrace-*.tar.gz -C ~/opt
HELP
      exit 0
      ;;
    '') ;;
    *)
      say "dist takes no argument '$1'. Try: ./millrace dist --help"
      exit 2
      ;;
  esac
  stamp=$dist/.built
  checkout_build || exit 1
  local version jar name staging
  for jar in "$dist"/lib/millrace-cli-*.jar; do :; done
  version=${jar##*/millrace-cli-}
  version=${version%.jar}
  name=millrace-$version
  staging=$checkout/cli/target/release
  rm -rf "$staging"
  mkdir -p "$staging/$name"
  # `cp -p` keeps the times of the jars, by which the AOT cache knows them.
  cp -Rp "$dist"/. "$staging/$name/"
  rm -f "$staging/$name/.built"
  # A README of its own, since most of the checkout's is about the checkout, and the pages that it links.
  cp -p "$checkout/LICENSE" "$checkout/cli/src/main/launcher/README.md" "$staging/$name/"
  mkdir -p "$staging/$name/docs" "$staging/$name/compatibility" "$staging/$name/benchmarks/results"
  cp -p "$checkout"/docs/*.md "$checkout"/docs/*.svg "$staging/$name/docs/"
  cp -p "$checkout/compatibility/differences.md" "$staging/$name/compatibility/"
  cp -p "$checkout"/benchmarks/results/*.md "$checkout"/benchmarks/results/*.svg "$staging/$name/benchmarks/results/"
  cp -Rp "$checkout/examples" "$staging/$name/examples"
  rm -rf "$staging/$name"/examples/*/target
  local archive=$checkout/cli/target/$name-${OSTYPE%%[0-9-]*}-$HOSTTYPE.tar.gz
  tar -C "$staging" -czf "$archive" "$name"
  rm -rf "$staging"
  printf '%s\n' "$archive"
}
