/* C++ for skillsvideo.h, header-only, C++11. It covers every function of the library: owners free themselves,
 * text is std::string, failures are thrown as skillsvideo::error. The manual is skillsvideo.h; the names here
 * are its names without sv_. This header has no state of its own.
 *
 *   try {
 *     skillsvideo::client client;  // reads the key from SKILLS_VIDEO_API_KEY
 *     auto result = client.generate("google/nano-banana-pro", R"({"prompt":"a red fox"})");
 *     for (const auto &url : result.output_urls()) std::cout << url << "\n";
 *   } catch (const skillsvideo::error &error) {
 *     std::cerr << error.what() << "\n";  // what happened, what it means for money, the next step
 *   }
 *
 * Owners move and are never copied. A callback may throw: the exception is caught before it reaches the C
 * library, the job is asked to stop, and the exception is thrown again when the call has ended. A text that
 * the library does not have (NULL) is an empty std::string. */
#ifndef SKILLSVIDEO_HPP
#define SKILLSVIDEO_HPP
#include <skillsvideo.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace skillsvideo {

namespace detail {
struct free_client { void operator()(sv_client *handle) const { sv_client_free(handle); } };
struct free_job { void operator()(sv_job *handle) const { sv_job_free(handle); } };
struct free_result { void operator()(sv_result *handle) const { sv_result_free(handle); } };
inline std::string text(const char *borrowed) { return borrowed ? borrowed : ""; }
inline const char *or_null(const std::string &text) { return text.empty() ? nullptr : text.c_str(); }
/* Why the system refused what a client needs, and what to do. */
inline std::string refusal(int code) {
  return std::string(std::strerror(code)) + ". Nothing was sent. " +
         (code == EMFILE ? "Close descriptors or raise the limit (ulimit -n)."
                         : "Look at what this process may do: its sandbox, its container.");
}
}  // namespace detail

/* How an operation ended. Owned, or seen through its job: then it lives as long as that. */
class result {
 public:
  explicit result(sv_result *owned) : owner_(owned), handle_(owned) {}
  explicit result(const sv_result *borrowed) : handle_(borrowed) {}

  explicit operator bool() const { return handle_ && status() == SV_OK; }
  int32_t status() const { return sv_result_status(handle_); }
  int32_t category() const { return sv_result_category(handle_); }
  int32_t http_status() const { return sv_result_http_status(handle_); }
  /* 0 or more: nothing was bought, and the same call may be made again after this time. -1: with an id, wait
   * for it. */
  int64_t retry_after_ms() const { return sv_result_retry_after_ms(handle_); }
  std::string message() const { return detail::text(sv_result_message(handle_)); }
  /* "not_sent", "rejected", "unknown" or "accepted" (chapter MONEY); empty if the record has none. */
  std::string charge() const { return detail::text(sv_result_charge(handle_)); }
  /* The platform's error code, as sent. */
  std::string code() const { return detail::text(sv_result_code(handle_)); }
  /* The next step, in a sentence. */
  std::string remedy() const { return detail::text(sv_result_remedy(handle_)); }
  std::string generation_id() const { return detail::text(sv_result_generation_id(handle_)); }
  std::string json() const { return detail::text(sv_result_json(handle_, nullptr)); }
  uint32_t output_count() const { return sv_result_output_count(handle_); }
  std::string output_url(uint32_t index) const { return detail::text(sv_result_output_url(handle_, index)); }
  std::vector<std::string> output_urls() const {
    std::vector<std::string> urls;
    for (uint32_t index = 0; index < output_count(); ++index) urls.push_back(output_url(index));
    return urls;
  }
  /* The content that decode_data_url has read; empty for other results. */
  std::string content() const {
    size_t length = 0;
    const char *bytes = sv_result_content(handle_, &length);
    return bytes ? std::string(bytes, length) : std::string();
  }
  const sv_result *get() const { return handle_; }

 private:
  std::unique_ptr<sv_result, detail::free_result> owner_;
  const sv_result *handle_;
};

/* What went wrong. Keep the id if there is one: the generation may be paid for. */
class error : public std::runtime_error {
 public:
  /* A call without a result. `charge` is "not_sent" only if the call itself would have sent a create. */
  error(int32_t status, const std::string &message, const std::string &charge = "not_sent")
      : std::runtime_error(message.empty() ? sv_status_name(status) : message), status_(status),
        category_(status), charge_(charge) {}
  /* As the result says. */
  error(int32_t status, const result &ended)
      : std::runtime_error(ended.message().empty() ? sv_status_name(status) : ended.message()),
        status_(status), category_(ended.get() ? ended.category() : status),
        http_status_(ended.http_status()), retry_after_ms_(ended.retry_after_ms()),
        generation_id_(ended.generation_id()), charge_(ended.charge()), code_(ended.code()),
        remedy_(ended.remedy()) {}

  int32_t status() const { return status_; }
  const char *name() const { return sv_status_name(status_); }
  /* As result::category. */
  int32_t category() const { return category_; }
  /* 0 if no answer decided. */
  int32_t http_status() const { return http_status_; }
  /* As result::retry_after_ms. */
  int64_t retry_after_ms() const { return retry_after_ms_; }
  const std::string &generation_id() const { return generation_id_; }
  /* As result::charge. "unknown" if a call about jobs in flight failed: ask each job for its id. */
  const std::string &charge() const { return charge_; }
  /* As result::code. */
  const std::string &code() const { return code_; }
  /* As result::remedy; empty if nothing was started. */
  const std::string &remedy() const { return remedy_; }

 private:
  int32_t status_, category_, http_status_ = 0;
  int64_t retry_after_ms_ = -1;
  std::string generation_id_, charge_, code_, remedy_;
};

/* Borrowed: valid until the callback returns, or until the next call on its client. */
class event {
 public:
  explicit event(const sv_event *borrowed) : handle_(borrowed) {}
  explicit operator bool() const { return handle_ != nullptr; }
  int32_t kind() const { return sv_event_kind(handle_); }
  uint64_t tag() const { return sv_event_tag(handle_); }
  std::string status() const { return detail::text(sv_event_status(handle_)); }
  std::string generation_id() const { return detail::text(sv_event_generation_id(handle_)); }
  std::string name() const { return detail::text(sv_event_name(handle_)); }
  std::string json() const { return detail::text(sv_event_json(handle_, nullptr)); }
  std::string data() const {
    size_t length = 0;
    const char *bytes = sv_event_data(handle_, &length);
    return bytes ? std::string(bytes, length) : std::string();
  }
  void cancel() const { sv_cancel(sv_event_job(handle_)); }
  void cancel_gracefully() const { sv_cancel_gracefully(sv_event_job(handle_)); }
  /* How the job has ended, borrowed from it; empty until its SV_EVENT_END. */
  skillsvideo::result result() const { return skillsvideo::result(sv_job_result(sv_event_job(handle_))); }
  const sv_event *get() const { return handle_; }

 private:
  const sv_event *handle_;
};

using on_event = std::function<void(const event &)>;

/* An operation in flight. Its destructor stops following it. */
class job {
 public:
  explicit job(sv_job *owned) : handle_(owned) {}
  void cancel() { sv_cancel(handle_.get()); }
  /* Stops, but first waits for the id of a create that was already sent. */
  void cancel_gracefully() { sv_cancel_gracefully(handle_.get()); }
  std::string generation_id() const { return detail::text(sv_job_generation_id(handle_.get())); }
  /* Borrowed from this job; empty until its last event was handed over. */
  skillsvideo::result result() const { return skillsvideo::result(sv_job_result(handle_.get())); }
  sv_job *get() const { return handle_.get(); }

 private:
  std::unique_ptr<sv_job, detail::free_job> handle_;
};

class client {
 public:
  client() {
    int32_t version = sv_version_check(SV_VERSION_NUMBER);
    if (version != SV_OK) {
      throw error(version, "the library " + std::string(sv_version_string()) +
                               " does not fit this header. Nothing was sent. Compile with its own header.");
    }
    sv_client *created = nullptr;
    int32_t status = sv_client_create(&created);
    if (status == SV_ERR_SYSTEM) throw error(status, detail::refusal(errno));
    if (status != SV_OK) throw error(status, "");
    handle_.reset(created);
  }

  client &set(const std::string &name, const std::string &value) {
    check(sv_client_set(handle_.get(), name.c_str(), value.c_str()));
    return *this;
  }
  /* Restores the default of an option. */
  client &reset(const std::string &name) {
    check(sv_client_set(handle_.get(), name.c_str(), nullptr));
    return *this;
  }

  /* Files that payloads name: see sv_client_add_file. */
  client &add_file(const std::string &name, const std::string &path, const std::string &file_name = "",
                   const std::string &type = "") {
    check(sv_client_add_file(handle_.get(), name.c_str(), path.c_str(), detail::or_null(file_name),
                             detail::or_null(type)));
    return *this;
  }
  client &add_bytes(const std::string &name, const std::string &bytes, const std::string &file_name = "",
                    const std::string &type = "") {
    check(sv_client_add_bytes(handle_.get(), name.c_str(), bytes.data(), bytes.size(),
                              detail::or_null(file_name), detail::or_null(type)));
    return *this;
  }
  client &remove_input(const std::string &name) {
    check(sv_client_remove_input(handle_.get(), name.c_str()));
    return *this;
  }

  /* A dry run: the record "prepared" in json(). False for a payload that generate would refuse. */
  result prepare(const std::string &endpoint, const std::string &payload, const std::string &options = "") {
    sv_result *out = nullptr;
    int32_t status = sv_prepare(&out, handle_.get(), endpoint.c_str(), payload.c_str(),
                                detail::or_null(options));
    result prepared(out);
    if (!out) check(status);
    return prepared;
  }

  /* These return when the operation has ended, and throw unless it has succeeded. */
  result generate(const std::string &endpoint, const std::string &payload, on_event on = nullptr,
                  const std::string &options = "") {
    return blocking(on, [&](sv_result **out, sv_event_fn call, void *context) {
      return sv_generate(out, handle_.get(), endpoint.c_str(), payload.c_str(), detail::or_null(options),
                         call, context);
    });
  }
  result wait(const std::string &generation_id, on_event on = nullptr, const std::string &options = "") {
    return blocking(on, [&](sv_result **out, sv_event_fn call, void *context) {
      return sv_wait(out, handle_.get(), generation_id.c_str(), detail::or_null(options), call, context);
    });
  }
  result download(const std::string &url, const std::string &path, on_event on = nullptr,
                  const std::string &options = "") {
    return blocking(on, [&](sv_result **out, sv_event_fn call, void *context) {
      return sv_download(out, handle_.get(), url.c_str(), path.c_str(), detail::or_null(options), call,
                         context);
    });
  }
  result credits() {
    return blocking(nullptr,
                    [&](sv_result **out, sv_event_fn, void *) { return sv_credits(out, handle_.get()); });
  }

  job start(const std::string &endpoint, const std::string &payload, uint64_t tag = 0,
            const std::string &options = "") {
    sv_job *started = nullptr;
    check(sv_start(&started, handle_.get(), endpoint.c_str(), payload.c_str(), detail::or_null(options),
                   tag));
    return job(started);
  }
  job attach(const std::string &generation_id, uint64_t tag = 0, const std::string &options = "") {
    sv_job *started = nullptr;
    check(sv_attach(&started, handle_.get(), generation_id.c_str(), detail::or_null(options), tag));
    return job(started);
  }
  job start_download(const std::string &url, const std::string &path, uint64_t tag = 0,
                     const std::string &options = "") {
    sv_job *started = nullptr;
    check(sv_start_download(&started, handle_.get(), url.c_str(), path.c_str(), detail::or_null(options),
                            tag));
    return job(started);
  }
  job start_credits(uint64_t tag = 0) {
    sv_job *started = nullptr;
    check(sv_start_credits(&started, handle_.get(), tag));
    return job(started);
  }

  /* The next event, or none: see sv_poll. */
  event poll(int32_t timeout_ms) {
    const sv_event *next = nullptr;
    check(sv_poll(&next, handle_.get(), timeout_ms), "unknown");
    return event(next);
  }
  /* All events that are due, each a line of JSON; empty if there is none. See sv_poll_lines. */
  std::string poll_lines(int32_t timeout_ms) {
    const char *lines = nullptr;
    size_t length = 0;
    check(sv_poll_lines(&lines, &length, handle_.get(), timeout_ms), "unknown");
    return std::string(lines, length);
  }
  /* The lines of the last poll_lines, for sorting them by job. See sv_line_table. */
  std::vector<sv_line> line_table() const {
    size_t count = 0;
    const sv_line *lines = sv_line_table(handle_.get(), &count);
    return std::vector<sv_line>(lines, lines + count);
  }
  /* The descriptor for an event loop. It belongs to the client. */
  int fd() const {
    int32_t descriptor = sv_client_fd(handle_.get());
    check(descriptor, "unknown");
    return descriptor;
  }
  /* From any thread. */
  void wakeup() const { sv_client_wakeup(handle_.get()); }
  sv_client *get() const { return handle_.get(); }

 private:
  struct delivery {
    const on_event &function;
    std::exception_ptr thrown;
  };

  static void deliver(const sv_event *borrowed, void *context) {
    delivery &running = *static_cast<delivery *>(context);
    if (running.thrown) return;
    try {
      running.function(event(borrowed));
    } catch (...) {
      running.thrown = std::current_exception();
      event(borrowed).cancel();
    }
  }

  template <typename Work>
  result blocking(const on_event &on, Work work) {
    delivery running = {on, nullptr};
    sv_result *out = nullptr;
    int32_t status = work(&out, on ? deliver : nullptr, &running);
    result ended(out);
    if (running.thrown) std::rethrow_exception(running.thrown);
    if (status == SV_OK) return ended;
    /* In a child that the callback forked, the create of the parent goes on. */
    if (!out) check(status, status == SV_ERR_MISUSE ? "unknown" : "not_sent");
    throw error(status, ended);
  }

  void check(int32_t status, const char *charge = "not_sent") const {
    if (status < 0) throw error(status, detail::text(sv_client_message(handle_.get())), charge);
  }

  std::unique_ptr<sv_client, detail::free_client> handle_;
};

/* The library that runs, with the exact versions of the libraries in use. */
inline std::string version_string() { return sv_version_string(); }
/* major * 1000000 + minor * 1000 + patch. */
inline uint32_t version_number() { return sv_version_number(); }
/* The word of a status, such as "insufficient_credits". */
inline std::string status_name(int32_t status) { return sv_status_name(status); }

/* An option of chapter OPTIONS. least and most are the range of a number; they are 0 for a text. */
struct option {
  std::string name, unit, scope, fallback, help;
  bool is_number;
  int64_t least, most;
};

inline std::vector<option> options() {
  std::vector<option> all;
  for (uint32_t index = 0; sv_option_name(index); ++index) {
    option one{sv_option_name(index), sv_option_unit(index), sv_option_scope(index), sv_option_default(index),
               sv_option_help(index), false, 0, 0};
    one.is_number = sv_option_range(index, &one.least, &one.most) == 1;
    all.push_back(one);
  }
  return all;
}

/* What an answer of the platform means. No request is made. */
inline result classify_error(int32_t http_status, const std::string &body) {
  sv_result *out = nullptr;
  int32_t status = sv_classify_error(&out, http_status, body.data(), body.size());
  result answer(out);
  if (status != SV_OK) throw error(status, answer);
  return answer;
}

/* The content() of a data: address. The record in json() has its media type. */
inline result decode_data_url(const std::string &url) {
  sv_result *out = nullptr;
  int32_t status = sv_data_url_decode(&out, url.data(), url.size());
  result decoded(out);
  if (status != SV_OK) throw error(status, decoded);
  return decoded;
}

/* What an OpenAPI document says about an endpoint, as the record in json(). Without a query, it lists all
 * endpoints. */
inline result inspect(const std::string &openapi, const std::string &query = "",
                      const std::string &docs = "") {
  sv_result *out = nullptr;
  int32_t status = sv_inspect(&out, openapi.data(), openapi.size(), docs.empty() ? nullptr : docs.data(),
                              docs.size(), detail::or_null(query));
  result answer(out);
  if (status != SV_OK) throw error(status, answer);
  return answer;
}

/* Compares a payload with what an endpoint takes. The result is false for a wrong one; json() says why. */
inline result validate(const std::string &openapi, const std::string &endpoint, const std::string &payload) {
  sv_result *out = nullptr;
  int32_t status = sv_validate(&out, openapi.data(), openapi.size(), endpoint.c_str(), payload.c_str());
  result answer(out);
  if (status != SV_OK && status != SV_ERR_VALIDATION) throw error(status, answer);
  return answer;
}

/* The headers of a webhook as they came, and its body before any parsing. A missing header is empty. */
struct webhook {
  std::string id, timestamp, signature, body;
};

/* Verifies that a webhook comes from the holder of the secret. Throws SV_ERR_SIGNATURE with the cause if it
 * does not. now is time(NULL). */
inline void webhook_verify(const webhook &received, const std::string &secret, int64_t now,
                           int64_t tolerance_s = 300) {
  sv_result *out = nullptr;
  int32_t status = sv_webhook_verify(
      &out, detail::or_null(received.id), detail::or_null(received.timestamp),
      detail::or_null(received.signature),
      received.body.data(), received.body.size(), secret.c_str(), now, tolerance_s);
  result verdict(out);
  if (status != SV_OK) throw error(status, verdict);
}

/* Reads a verified webhook: generation_id(), output_urls() and, as category(), how the generation ended.
 * json() is the record "webhook". */
inline result webhook_parse(const std::string &body) {
  sv_result *out = nullptr;
  int32_t status = sv_webhook_parse(&out, body.data(), body.size());
  result said(out);
  if (status != SV_OK) throw error(status, said);
  return said;
}

/* Whether a stored record in the state `known` takes `state`: webhooks can be late and in any order. `known`
 * is empty if no state is stored yet. */
inline bool webhook_moves(const std::string &known, const std::string &state) {
  return sv_webhook_moves(detail::or_null(known), state.c_str()) == 1;
}

}  // namespace skillsvideo
#endif
