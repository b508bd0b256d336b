/* The start of both programs. Swift reads the arguments from /proc, which is not in every place; here they
   come from the system itself. */
int sv_program_start(int count, char **words);

int main(int count, char **words) { return sv_program_start(count, words); }
