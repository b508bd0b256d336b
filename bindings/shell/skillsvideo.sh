# Functions of the skills.video Open Platform for POSIX shells: dash, bash, zsh, busybox sh, ksh.
# Source this file:
#   . /usr/share/skillsvideo/skillsvideo.sh
#   sv_generate google/nano-banana-pro "prompt=$text" --save out || echo "$SV_MESSAGE"
#
#   sv_generate MODEL FIELD=VALUE ... [OPTION ...]   generates and waits for the end; has the arguments of
#                                                    'skillsvideo generate'
#   sv_wait ID [OPTION ...]                          follows a generation by its id, at no cost
#   sv_inspect ENDPOINT [OPTION ...]                 shows the fields of an endpoint; with --template also a
#                                                    payload
#   sv_credits [OPTION ...]                          queries the credit balance of the account
#   sv_check_key                                     checks whether an API key is set
#   sv_explain_error STATUS [BODY]                   explains an answer; STATUS or BODY may be empty
#
# Each function returns the exit status of the command (see skillsvideo(1)) and sets these variables. A
# variable without a value is empty.
#   SV_EXIT     the exit status                 SV_ID        id of the generation: it may be paid, so store it
#   SV_STATUS   status word or HTTP status      SV_URLS      addresses of the outputs, one a line
#   SV_FILES    saved files, one a line         SV_CREDITS_USED, SV_BALANCE
#   SV_ERROR    kind of failure                 SV_MESSAGE   what happened, what it means for your money,
#                                                            what to do
#   SV_REMEDY   what to do                      SV_CHARGE    not_sent, rejected, unknown, accepted
#   SV_CATEGORY, SV_CODE, SV_RETRY (yes, no), SV_RETRY_AFTER_MS, SV_GUIDANCE
#   SV_ENDPOINT, SV_FIELDS (names, one a line), SV_TEMPLATE (JSON), SV_PROBLEMS (one a line)
#   SV_RECORD   the last record, as JSON
# The functions write nothing to standard output. Errors go to standard error.
# If the files of a generation could not be saved, SV_EXIT is 13, SV_CHARGE is accepted, and SV_REMEDY is the
# command that fetches them at no cost. sv_wait "$SV_ID" --save DIR fetches them too.
#
# If SV_ON_EVENT is the name of a function, it is called for each record as soon as it arrives. Its argument
# is the kind of the record, and the variables have their values at that time. It runs in a subshell: it can
# print, write files and start programs, but cannot set variables of the script. If SKILLSVIDEO is set, it is
# the path of the command.
#
# The variables are used by the caller, not in this file.
# shellcheck shell=sh disable=SC2034

sv__nl='
'

sv__reset() {
  SV_EXIT='' SV_EVENT='' SV_ID='' SV_STATUS='' SV_URLS='' SV_FILES='' SV_CREDITS_USED='' SV_BALANCE=''
  SV_ERROR='' SV_MESSAGE='' SV_REMEDY='' SV_CHARGE='' SV_CATEGORY='' SV_CODE='' SV_RETRY=''
  SV_RETRY_AFTER_MS='' SV_GUIDANCE='' SV_ENDPOINT='' SV_FIELDS='' SV_TEMPLATE='' SV_PROBLEMS='' SV_RECORD=''
}

# Runs the command and prints its exit status as one more record, because a pipe returns only the status of
# its last program. Each part of a pipe loses the traps of the surrounding shell. Without a trap here, Ctrl-C
# would end this part before it prints the status.
sv__records() {
  trap : INT HUP TERM
  sv__status=0
  "${SKILLSVIDEO:-skillsvideo}" "$@" 3>&- || sv__status=$?
  printf '{"v":1,"event":"exit","exit_status":%d}\n' "$sv__status"
}

# Reads assignments, calls SV_ON_EVENT, and prints the assignments for the caller. Signals are ignored here:
# the command handles them.
sv__deliver() {
  trap '' INT HUP TERM
  sv__last=''
  while IFS= read -r sv__line; do
    eval "$sv__line"
    case $SV_EVENT in exit) printf '%s\n' "$sv__line" ; break ;; esac
    case $sv__line in
    SV_RECORD=*)
      sv__last=$sv__line
      if [ -n "${SV_ON_EVENT:-}" ]; then ("$SV_ON_EVENT" "$SV_EVENT" </dev/null >&3 3>&-) || :; fi
      ;;
    *) printf '%s\n' "$sv__line" ;;
    esac
  done
  printf '%s\n' "$sv__last"
}

sv__run() {
  sv__reset
  # The pipe is one foreground job, so that Ctrl-C reaches the command, which then says how to resume.
  { eval "$(
    trap : INT HUP TERM
    sv__records "$@" | "${SKILLSVIDEO:-skillsvideo}" shell-variables 3>&- | sv__deliver
  )"; } 3>&1
  # The command printed no record, for example because it does not exist.
  [ -n "$SV_EXIT" ] || SV_EXIT=127
  SV_EVENT=''
  return "$SV_EXIT"
}

sv_generate() { sv__run generate --json "$@"; }
sv_wait() { sv__run wait --json "$@"; }
sv_inspect() { sv__run inspect --json "$@"; }
sv_credits() { sv__run credits --json "$@"; }
sv_check_key() { sv__run key --json; }

# The body goes through standard input, because as an argument it could look like an option or a file.
sv_explain_error() {
  if [ -n "${1:-}" ]; then
    sv__run explain --json --status "$1" --body - <<EOF
${2:-}
EOF
  else
    sv__run explain --json --body - <<EOF
${2:-}
EOF
  fi
}
