/* The start of both programs. Swift reads the arguments from /proc, which may be missing; here they come from
 * the system itself. */
int sv_program_start(int count, char **words);

int main(int count, char **words) { return sv_program_start(count, words); }
