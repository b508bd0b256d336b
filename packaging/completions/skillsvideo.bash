# Completion of the command skillsvideo for bash. What can be completed is asked of the command itself.
_skillsvideo() {
  local line=${COMP_LINE:0:COMP_POINT} word rest current prefix='' name
  local -a words=()
  local -i index
  # Readline breaks words at = and : too; those that touch each other in the line belong together.
  rest=$line
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if ((index == 0)) || [[ $rest == [[:space:]]* || ${#words[@]} -eq 0 ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("")
    fi
    ((index == COMP_CWORD)) && word=$rest
    words[-1]+=$word
    rest=${rest#"$word"}
  done
  current=${words[-1]}
  [[ $current == *[=:]* ]] && prefix=${current%"${current##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r line; do
    name=${line%%$'\t'*}
    case $name in
    :file | :directory)
      compopt -o filenames 2>/dev/null
      local at=; [[ $current == @* ]] && at=@
      while IFS= read -r word; do
        COMPREPLY+=("$at$word")
      done < <(compgen "-${name:1:1}" -- "${current#"$at"}")
      ;;
    *)
      [[ $name == *= ]] && compopt -o nospace 2>/dev/null
      printf -v word %q "${name#"$prefix"}"
      COMPREPLY+=("$word")
      ;;
    esac
  done < <("${COMP_WORDS[0]/#\~\//$HOME/}" complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _skillsvideo skillsvideo
