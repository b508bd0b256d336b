/* What the programs use of a newer glibc than they shall run with. */

/* glibc 2.32: whether the process has one thread. libstdc++ takes a quicker path then; false is always
 * right. */
char __libc_single_threaded = 0;

/* glibc 2.27 and 2.29 have new versions of these, which only report errors in another way. Linked with
 * --wrap. */
#define OLD1(type, name)                               \
  __asm__(".symver old_" #name ", " #name "@GLIBC_2.2.5"); \
  type old_##name(type);                               \
  type __wrap_##name(type);                            \
  type __wrap_##name(type x) { return old_##name(x); }
#define OLD2(type, name)                               \
  __asm__(".symver old_" #name ", " #name "@GLIBC_2.2.5"); \
  type old_##name(type, type);                         \
  type __wrap_##name(type, type);                      \
  type __wrap_##name(type x, type y) { return old_##name(x, y); }

OLD1(double, exp)
OLD1(double, exp2)
OLD1(double, log)
OLD1(double, log2)
OLD2(double, pow)
OLD1(float, expf)
OLD1(float, exp2f)
OLD1(float, logf)
OLD1(float, log2f)
OLD2(float, powf)
