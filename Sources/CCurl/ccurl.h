/* Typed wrappers for libcurl's variadic functions, which Swift cannot call. */
#ifndef CCURL_H
#define CCURL_H
#include <curl/curl.h>

typedef size_t (*ccurl_data_fn)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_seek_fn)(void *context, curl_off_t offset, int origin);
typedef int (*ccurl_progress_fn)(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                                 curl_off_t up);
typedef curl_socket_t (*ccurl_open_fn)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*ccurl_socket_fn)(CURL *easy, curl_socket_t socket, int what, void *context,
                               void *socket_context);
typedef int (*ccurl_timer_fn)(CURLM *multi, long timeout_ms, void *context);
typedef int (*ccurl_prereq_fn)(void *context, char *primary_ip, char *local_ip, int primary_port,
                               int local_port);

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_off_t(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_data_fn(CURL *easy, CURLoption option, ccurl_data_fn value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_seek_fn(CURL *easy, ccurl_seek_fn value) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}
static inline CURLcode ccurl_set_open_fn(CURL *easy, ccurl_open_fn value) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode ccurl_set_progress_fn(CURL *easy, ccurl_progress_fn value) {
  return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, value);
}
static inline CURLcode ccurl_set_prereq_fn(CURL *easy, ccurl_prereq_fn value) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}
static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_off_t(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_text(CURL *easy, CURLINFO info, char **value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_socket_fn(CURLM *multi, ccurl_socket_fn value) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}
static inline CURLMcode ccurl_multi_set_timer_fn(CURLM *multi, ccurl_timer_fn value) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}
static inline const curl_version_info_data *ccurl_version(void) { return curl_version_info(CURLVERSION_NOW); }
#endif
