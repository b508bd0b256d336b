# Completion of the command skillsvideo for fish. What can be completed is asked of the command itself.
function __skillsvideo_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (eval $words[1] complete -- (string escape -- $words[2..] $current) 2>/dev/null)
        switch $line
            case :file
                set -l at (string match -r '^@' -- $current)
                for path in (__fish_complete_path (string replace -r '^@' '' -- $current))
                    echo "$at$path"
                end
            case :directory
                __fish_complete_directories $current
            case '*'
                echo $line
        end
    end
end
complete -c skillsvideo -f -a '(__skillsvideo_complete)'
