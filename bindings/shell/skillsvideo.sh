# Functions of the skills.video Open Platform for POSIX shells: dash, bash, zsh, busybox sh, ksh.
# Source this file:
#   . /usr/share/skillsvideo/skillsvideo.sh
#   sv_generate google/nano-banana-pro "prompt=$text" --save out || echo "$SV_MESSAGE"
#
#   sv_generate MODEL FIELD=VALUE ... [OPTION ...]   a generation, until it is done; takes what
#                                                    'skillsvideo generate' takes
#   sv_wait ID [OPTION ...]                          follows one by its id, at no cost
#   sv_inspect ENDPOINT [OPTION ...]                 what an endpoint takes; with --template also a payload
#                                                    for it
#   sv_credits [OPTION ...]                          the balance of the account
#   sv_check_key                                     whether there is an API key
#   sv_explain_error STATUS [BODY]                   what an answer means; STATUS or BODY may be empty
#
# Each returns the exit status of the command (see skillsvideo(1)) and sets these variables, empty where there
# is nothing to say:
#   SV_EXIT     that status                     SV_ID        id of the generation: paid for, so keep it
#   SV_STATUS   the platform's word or number   SV_URLS      addresses of the outputs, one a line
#   SV_FILES    saved files, one a line         SV_CREDITS_USED, SV_BALANCE
#   SV_ERROR    kind of failure                 SV_MESSAGE   what happened, what it means for money,
#                                                            what to do
#   SV_REMEDY   what to do                      SV_CHARGE    not_sent, rejected, unknown, accepted
#   SV_CATEGORY, SV_CODE, SV_RETRY (yes, no), SV_RETRY_AFTER_MS, SV_GUIDANCE
#   SV_ENDPOINT, SV_FIELDS (names, one a line), SV_TEMPLATE (JSON), SV_PROBLEMS (one a line)
#   SV_RECORD   the last record, as JSON
# Nothing is written on standard output; complaints go to standard error.
# Where files of a generation could not be saved, SV_EXIT is 13, SV_CHARGE accepted, and SV_REMEDY the command
# that fetches them at no cost; so is sv_wait "$SV_ID" --save DIR.
#
# SV_ON_EVENT may name a function that is called for each record while it happens, with the record's event as
# its argument and the variables as they are then. It runs in a subshell: it may print, write files and start
# programs, but not set variables. SKILLSVIDEO may name the command.
#
# The variables are for the caller.
# shellcheck shell=sh disable=SC2034

sv__nl='
'

sv__reset() {
  SV_EXIT='' SV_EVENT='' SV_ID='' SV_STATUS='' SV_URLS='' SV_FILES='' SV_CREDITS_USED='' SV_BALANCE=''
  SV_ERROR='' SV_MESSAGE='' SV_REMEDY='' SV_CHARGE='' SV_CATEGORY='' SV_CODE='' SV_RETRY=''
  SV_RETRY_AFTER_MS='' SV_GUIDANCE='' SV_ENDPOINT='' SV_FIELDS='' SV_TEMPLATE='' SV_PROBLEMS='' SV_RECORD=''
}

# Runs the command; its exit status is one more record, because a pipe keeps only that of its last program.
# Each part of a pipe forgets the traps of the shell around it: without one of its own it would end by Ctrl-C
# before it could say the status.
sv__records() {
  trap : INT HUP TERM
  sv__status=0
  "${SKILLSVIDEO:-skillsvideo}" "$@" 3>&- || sv__status=$?
  printf '{"v":1,"event":"exit","exit_status":%d}\n' "$sv__status"
}

# Reads assignments, calls the hook, and prints what is to be assigned in the end. Ctrl-C and other signals
# are for the command to answer.
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
  # The pipe is one foreground job, so that Ctrl-C reaches the command, which then says how to go on.
  { eval "$(
    trap : INT HUP TERM
    sv__records "$@" | "${SKILLSVIDEO:-skillsvideo}" shell-variables 3>&- | sv__deliver
  )"; } 3>&1
  # What ended before it could say anything, such as a command that is not there.
  [ -n "$SV_EXIT" ] || SV_EXIT=127
  SV_EVENT=''
  return "$SV_EXIT"
}

sv_generate() { sv__run generate --json "$@"; }
sv_wait() { sv__run wait --json "$@"; }
sv_inspect() { sv__run inspect --json "$@"; }
sv_credits() { sv__run credits --json "$@"; }
sv_check_key() { sv__run key --json; }

# The body goes through standard input: as an argument it could look like an option or a file.
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
