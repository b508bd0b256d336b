/* libskillsvideo: drives the skills.video Open Platform (AI image and video generation). This header is the contract and the manual.
 *
 * THE SHORTEST PROGRAM
 *   sv_client *client = NULL;
 *   sv_result *result = NULL;
 *   if (sv_client_create(&client) != SV_OK) return 1;            // the key comes from SKILLS_VIDEO_API_KEY
 *   int32_t status = sv_generate(&result, client, "google/nano-banana-pro", "{\"prompt\":\"a red fox\"}", NULL, NULL, NULL);
 *   if (status == SV_OK) puts(sv_result_output_url(result, 0));
 *   else fprintf(stderr, "%s\n", sv_result_message(result));
 *   sv_result_free(result);
 *   sv_client_free(client);
 *
 * TEXT, TIME, MEMORY
 *   Text is UTF-8 and NUL-terminated. Times are milliseconds. Inputs are copied before a call returns. What a function
 *   returns through `out` belongs to the caller and has a free function; what an accessor returns belongs to its event or
 *   result and lives as long as that. Out parameters may not be NULL unless said; they are set to NULL first.
 *
 * THREADS
 *   A client and its jobs are used by one thread at a time; different clients share nothing. A call that meets another call
 *   on the same client, from a second thread or from inside a callback, answers SV_ERR_MISUSE and changes nothing. Any
 *   thread may call sv_cancel, sv_cancel_gracefully, sv_client_wakeup, the versions and sv_status_name. The library starts no
 *   thread, installs no signal handler, writes to no standard stream and never ends the process; libcurl may start a thread of
 *   its own while it resolves a host name. SIGPIPE is held back while the library works. After fork() the child gets
 *   SV_ERR_MISUSE for every client made by the parent, and sv_client_free there only forgets: the parent's streams go on
 *   undisturbed.
 *
 *   Each stream is a connection, so a descriptor: a host that follows more than about a thousand at once raises its limit
 *   (RLIMIT_NOFILE).
 *
 * ENVIRONMENT
 *   sv_client_create reads SKILLS_VIDEO_API_KEY, SKILLS_VIDEO_BASE_URL, https_proxy, HTTPS_PROXY, all_proxy,
 *   ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR. No other call reads a variable. libcurl
 *   obeys SSLKEYLOGFILE, and OpenSSL its own variables, such as OPENSSL_CONF; libcurl's proxy variables and
 *   .netrc are never used.
 *   In a program with more rights than its caller (set-uid, set-gid, file capabilities) all of them count as
 *   unset, because the caller chose their values. Such a program sets the options api_key, base_url, proxy
 *   and ca_file. There sv_client_create also removes SSLKEYLOGFILE from the environment, which libcurl would
 *   obey; a program that uses libcurl before removes it itself.
 *
 * OPTIONS
 *   sv_client_set takes the name and the value of an option, as text. options_json of a job is a flat JSON object, such as
 *   {"total_timeout_ms": 60000, "trace": true}, whose values are texts, numbers or booleans; what it has goes before the
 *   client's. The scope says which of the two takes an option: client is sv_client_set alone, job is options_json alone, any
 *   is both. A number is in its range, a flag is 0 or 1. An option whose default is not shown is unset, or its help says
 *   what comes instead. sv_option_name and the calls after it return the same.
 *   The options, with their unit, scope and default:
 *     api_key                 text     client
 *         The key; by default SKILLS_VIDEO_API_KEY when the client was created.
 *     base_url                url      client  https://open.skills.video/api/v1
 *         The platform's address; SKILLS_VIDEO_BASE_URL replaces the default. https, or http on loopback.
 *     user_agent              text     client
 *         Put in front of the library's own User-Agent.
 *     proxy                   url      client
 *         For https; by default from https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY. Plain http uses none.
 *     no_proxy                text     client
 *         Hosts that are reached without the proxy; by default from no_proxy or NO_PROXY.
 *     ca_file                 path     client
 *         Certificates to trust; by default SSL_CERT_FILE, else the system's.
 *     ca_path                 path     client
 *         Folder with the certificates to trust; by default SSL_CERT_DIR, else the system's.
 *     openapi_file            path     client
 *         The OpenAPI document (JSON) that payloads are compared with before they are sent.
 *     openapi_json            json     client
 *         The text of such a document, instead of a file.
 *     total_timeout_ms        ms       any     3600000  (0 to 31536000000)
 *         Longest time for the whole job; 0 means no limit.
 *     connect_timeout_ms      ms       any     10000  (1 to 3600000)
 *         Longest time from the start of a request to a ready connection.
 *     upload_timeout_ms       ms       any     60000  (1 to 86400000)
 *         An upload without progress for this long ends; the request was not whole, so nothing was bought.
 *     first_byte_timeout_ms   ms       any     0  (0 to 86400000)
 *         Longest wait for the first byte of a create's answer; then the outcome is unknown. 0: no limit.
 *     silence_timeout_ms      ms       any     60000  (1 to 86400000)
 *         Longest time without any byte of a stream; then its id is polled, once one was received.
 *     quiet_poll_ms           ms       any     60000  (0 to 86400000)
 *         Longest time without an event, comments aside; then the id is polled beside the stream. 0: never.
 *     poll_timeout_ms         ms       any     20000  (1 to 3600000)
 *         Longest time for one poll or one balance query.
 *     poll_failures_max       count    any     10  (1 to 1000000)
 *         This many failed polls in a row end the wait.
 *     poll_interval_ms        ms       any     1000  (1 to 3600000)
 *         First wait between polls; it grows by half each time.
 *     poll_interval_max_ms    ms       any     5000  (1 to 3600000)
 *         Longest wait between polls that succeed.
 *     create_tries_max        count    any     4  (1 to 100)
 *         Attempts of a create that provably was not sent or was refused temporarily.
 *     retry_after_max_ms      ms       any     120000  (0 to 86400000)
 *         If the platform requests a longer wait, the create ends instead of being repeated.
 *     min_credits             credits  any     0  (0 to 1000000000000000)
 *         Queries the credit balance before a create. If it is lower than this or unknown, the create is not
 *         sent. 0 means no query.
 *     report_credits          flag     any     0
 *         1 reports the credit balance before and after a generation. A balance that cannot be read is null,
 *         not an error.
 *     event_bytes_max         bytes    any     16777216  (1024 to 268435456)
 *         Longest event of a stream.
 *     body_bytes_max          bytes    any     16777216  (1024 to 268435456)
 *         Longest answer that is not a stream.
 *     download_bytes_max      bytes    any     0  (0 to 9223372036854775807)
 *         Longest file that a download accepts; 0 means no bound.
 *     download_tries_max      count    any     5  (1 to 1000)
 *         So many tries of a download in a row that bring nothing new end it; it goes on where it broke off.
 *     redirects_max           count    any     5  (0 to 50)
 *         Redirects that one try of a download follows.
 *     upload_bytes_max        bytes    any     1073741824  (0 to 9223372036854775807)
 *         Bytes of all files of one request together; 0 means no bound.
 *     allow_files             flag     any     0
 *         1 sends the files that a payload names by {"$file": "path"}; never where others write the payload.
 *     overwrite               flag     any     0
 *         1 lets a download replace an existing file.
 *     trace                   flag     any     0
 *         1 adds SV_EVENT_TRACE events on requests and answers, without the key.
 *     validate                text     any
 *         off, warn (tell problems as events) or strict (refuse to send); by default strict where an OpenAPI
 *         document was given.
 *     expected_type           text     job
 *         Media type that a download must have, such as the content_type of its output.
 *     idempotency_key         text     job
 *         Sent as Idempotency-Key with every try of the create; by default a new random one.
 *
 * STACK, MEMORY, SIGNALS
 *   A call takes at most 48 KiB of stack, TLS included, whatever the nesting of documents, payloads and
 *   answers, so that a thread of 64 KiB is enough; a callback's own need comes on top. Where a thread has
 *   less than 1 MiB left, or runs a coroutine, sv_validate, sv_inspect and the comparison of a payload with
 *   an OpenAPI document run on 1 MiB of memory that is given back when they end.
 *   Answers, events, payloads, files and records are kept in memory whose lack is reported: SV_ERR_MEMORY,
 *   NULL from an accessor, or a lost stream whose id is polled. A success without memory for its answer ends
 *   with SV_ERR_MEMORY, and its result has the id. The lack of a small piece (up to 128 KiB) ends the process,
 *   because the Swift runtime cannot report it. So does that of larger pieces in two places: the lists of an
 *   OpenAPI document with thousands of members in one object, and a data: address given to sv_download
 *   (sv_data_url_decode reports it).
 *   In a signal handler only sv_version_number and sv_status_name are safe. Let the handler set a flag or
 *   write to a pipe: a handled signal ends sv_poll with 0. sv_cancel, sv_cancel_gracefully and
 *   sv_client_wakeup make the client's descriptor readable at once.
 *
 * HANDLES
 *   sv_client, sv_job, sv_event and sv_result are opaque tickets, not addresses. NULL, stale handles and
 *   those of another copy of the library in the same process are answered with SV_ERR_HANDLE, NULL or 0,
 *   never with a crash; every *_free accepts them and does nothing.
 *
 * MONEY
 *   A generation is paid for when the platform accepts it. Once its id was seen (SV_EVENT_ACCEPTED comes before anything else
 *   that carries it but traces) it is never created again: whatever goes wrong after that, the id is polled. Before that, a create is
 *   repeated only if it provably was not sent or was refused for the time being:
 *     failure before an id is known                             repeated?   result
 *     name look-up, connect, TLS or proxy refused, nothing sent yes         SV_ERR_TRANSPORT, charge not_sent
 *     the connection is lost, the upload stalls                 no          SV_ERR_TRANSPORT, charge not_sent
 *     (upload_timeout_ms), or a file changes, before the
 *     request was whole                                                     (SV_ERR_FILE for the file)
 *     429 with Retry-After up to retry_after_max_ms, or without yes         SV_ERR_RATE_LIMITED, charge rejected
 *     503 with a code *_GENERATION_PROVIDER_UNAVAILABLE or      yes         SV_ERR_TRANSIENT or SV_ERR_RATE_LIMITED,
 *     *_GENERATION_RATE_LIMITED                                             charge rejected
 *     4xx but 408, 409, 425, 499                                no          by code, then by status, charge rejected; as
 *                                                                           a web page SV_ERR_PROTOCOL
 *     405 406 415, or 404 without a code of the platform, on    once, on the polling path
 *     the stream path
 *     3xx but 302, 303, 304: redirects are not followed, for    no          SV_ERR_PROTOCOL, charge rejected
 *     the sake of the key
 *     everything else: 302, 303, 304, 408, 409, 425, 499, other no          SV_ERR_OUTCOME_UNKNOWN, charge unknown
 *     5xx, 403, 406 or 451 as a web page,
 *     any answer with a code *_GENERATION_TIMEOUT or
 *     *_GENERATION_FAILED, a reset, a time-out, the end of a
 *     stream without an id
 *     2xx that neither is nor looks like a stream, nor is JSON  no          SV_ERR_PROTOCOL, charge unknown
 *     with an id
 *     2xx before the request was whole                          no          SV_ERR_OUTCOME_UNKNOWN, charge unknown
 *     an id at the top level of any answer but a 3xx or 4xx     no          none yet: the id is polled
 *     that refuses for good (429 does not), or beside a status
 *     word in any answer
 *   A gateway between here and the platform answers 5xx in JSON of its own after the platform has accepted, so a status proves
 *   a refusal only as the table says. A web page (text/html, or a body that begins with "<") is never the platform's: a proxy, a
 *   VPN, a login page or a bot protection has sent it. It blames neither the key nor the payload. A filter sends 403, 406 and 451
 *   also in place of an answer that it does not let through, so such a page proves nothing. sv_classify_error follows the same
 *   table. The id counts as soon as its bytes have come: of
 *   an event or a JSON answer that breaks off, stalls or is stopped, the part that came is searched for it,
 *   after silence_timeout_ms at the latest.
 *   A repeat that would leave less than a tenth of total_timeout_ms (10 s at most) for its answer is not made: cut off by the
 *   time limit it would have an unknown outcome. Such repeats are at most create_tries_max in all, and each sends the same
 *   Idempotency-Key header. libcurl's own silent re-send on a dead kept-alive connection is switched off, and creates use
 *   HTTP/1.1, where no other layer sends them again. Stopping (sv_cancel, a time-out, freeing) stops following; the platform
 *   documents no cancel call, so the job may go on and be billed. Resume with sv_attach or sv_wait and the id.
 *   sv_cancel_gracefully stops too, but waits for the id of a create that was already sent.
 *   Software that retries a task (a job queue, a cluster) buys again: store the request before and the id after the call.
 *
 *   Once the id is known, what follows costs nothing and is patient:
 *     stream lost, silent, over a limit, ended early            the id is polled at once
 *     no event for quiet_poll_ms, though other bytes come       the id is polled beside the stream; only a terminal status counts,
 *                                                               and a refusal ends only these polls
 *     poll not answered, cut, not JSON, of another job, a web   polled again, after 1, 2, 4, 8, 16 s or Retry-After;
 *     page, 407, 408, 421, 425, 429, 5xx but 501 and 505, 3xx   poll_failures_max of them in a row end it with the last one's status
 *     but 301 and 308
 *     poll 404 in the first 10 s                                polled again; if it is the last word before total_timeout_ms, an
 *                                                               attached id ends as SV_ERR_NOT_FOUND
 *     poll 400 401 403 422, 404 later, other 4xx, 501, 505,     ends it; the id stays good for sv_wait
 *     301, 308
 *     poll answer longer than body_bytes_max                    ends it as SV_ERR_PROTOCOL; raise the option, then sv_wait
 *     total_timeout_ms nearly over                              the id is polled once more, whatever Retry-After asks for
 *   A whole JSON object with the id is the answer, however its transfer ended. The body of an answer of 300 or more has at most
 *   poll_timeout_ms; then its status decides.
 *   SV_OK means that the platform said COMPLETED. If that answer names no output that can be read, the id is polled once more; if
 *   the result has none either, or cannot be had, the end is SV_OK all the same, with an SV_EVENT_NOTICE (no_outputs) before it, no outputs, and
 *   sv_result_message and "message" of the last record that say so.
 *
 * CONTENT CODINGS
 *   Creates and downloads ask for the coding identity, because a proxy that compresses an event stream also holds its events
 *   back; polls and the balance query accept gzip. Whatever comes is decoded piece by piece: gzip, deflate, br, zstd, and up to
 *   three of them in a row. The limits of sizes (body_bytes_max, event_bytes_max, download_bytes_max) count decoded bytes. A body
 *   in an unknown coding, or in none although the header names one, is read as it came. Where it cannot be read, the message
 *   names the coding, and an error in answer to a create proves no refusal: SV_ERR_OUTCOME_UNKNOWN.
 *
 * DESCRIPTORS
 *   No descriptor of the library is 0, 1 or 2, even in a process whose standard streams are closed. While a connection is made,
 *   closed ones of them are taken by an empty file that cannot be written to, because name look-up and TLS open files of their own. Where the operating system refuses a descriptor or
 *   a connection, the message has its reason.
 *
 * THE LEDGER
 *   Every last record of a generation tells each request in "ledger", so that money questions can be answered later:
 *     {"request":"create_stream","started_ms":0,"waited_ms":0,"http_status":429,"outcome":"RATE_LIMITED"}
 *     {"request":"create_stream","started_ms":2410,"waited_ms":2000,"http_status":200,"outcome":"connection reset"}
 *     {"request":"poll","started_ms":9107,"waited_ms":0,"http_status":200,"outcome":"IN_PROGRESS","count":3}
 *     {"request":"poll","started_ms":14301,"waited_ms":1730,"http_status":200,"outcome":"COMPLETED"}
 *   reads: the first create was refused and cost nothing; the second, two seconds later, was accepted and its stream broke; three
 *   polls alike, then the end. "request" is create_stream, create, poll or credits; http_status 0 means that no answer came;
 *   "not sent: ..." that no byte of the request left, "not sent whole: ..." that its end never left; "unknown: ..." that it may have been accepted. Of a very long wait the
 *   first 16 and the latest 48 entries are kept, and "ledger_omitted" counts the tries between. "charge_state" is the sum:
 *     not_sent    no whole request left this machine: nothing can be charged
 *     rejected    every create was refused: nothing is charged
 *     unknown     a create may have been accepted: look at the platform's list of generations before paying again
 *     accepted    there is a generation, paid unless it ends FAILED or CANCELED and the platform refunds it
 *   "retryable" (sv_result_retry_after_ms of 0 or more) says that the same call may be made again, unchanged. It is true only with
 *   the charge state not_sent or rejected, so that `if (retryable) generate again` never buys twice. With unknown or accepted it is
 *   false, whatever went wrong: a failed generation may keep its credits, and a wait or a download that failed is repeated with
 *   sv_wait or sv_download, at no cost.
 *
 * CREDITS
 *   min_credits is a floor: before the create of sv_generate or sv_start the balance is asked for (GET /credits, with the key, on
 *   base_url), and the create is sent only when one is told that is not lower. A lower one is SV_ERR_CREDITS. Asking has
 *   poll_timeout_ms and counts in total_timeout_ms; where it may help (not reached, cut off, 408, 425, 429, 5xx) it is repeated as
 *   a create is, create_tries_max times in all. What ends it then is the status of that failure, SV_ERR_PROTOCOL where the answer has
 *   no clear balance; its start is in the message, and the charge is not_sent. The floor is no reservation: jobs that start together
 *   see the same balance. An id that is attached is never asked for.
 *   report_credits tells the balance before and after in the last record. For it alone the create waits 5 s at most, or a tenth of
 *   total_timeout_ms, and the end as long once more. What is not told by then is null, with an SV_EVENT_NOTICE, and fails nothing.
 *   The balance after is asked for where the generation has ended, and where the outcome is unknown: it may show what became of it.
 *   The platform does not document the shape of its answer. The balance is a number, or a text that is one, by its name (available,
 *   remaining_credits, balance, and after these credits, total and the like), in the outermost object that has any. Several that
 *   differ under one name are none, and so is a total beside what was used of it.
 *
 * ENDPOINTS
 *   "google/nano-banana-pro" (one to four segments) means its event-stream path. A path is accepted too: /generation/...,
 *   /generation/sse/..., each with or without /v1 in front and without its first slash. URLs are refused: the host is base_url,
 *   and the key goes there only.
 *
 * FILES
 *   A payload sends local files, as multipart/form-data, where a field or an element of its list is
 *     {"$file": "path"}    only with the option allow_files, which is for payloads that nobody else has written: whoever writes one
 *                          could have any file of this machine sent
 *     {"$input": "name"}   a file or memory that sv_client_add_file or sv_client_add_bytes has given this name
 *   each with "file_name" and "content_type" where those of the path and of the first bytes are not right. Other fields go as text
 *   beside them, lists as one part an element, null not at all. Files are opened when the job starts, read in small parts while they are
 *   sent, and shown as SV_EVENT_BYTES. A file that cannot be read, is no file, or is more than upload_bytes_max is refused before
 *   anything is sent, and so is one of 0 bytes: no model could use it, and it would be paid for. One that changes while it is sent
 *   breaks the request off before it is whole: SV_ERR_FILE, charge not_sent. Where the event-stream path answers 400, 415 or 422
 *   and names the content type, the create is sent once more, on the polling path.
 *
 * RECORDS
 *   sv_event_json, sv_poll_lines, sv_result_json and the command with --json return records: JSON objects on
 *   one line each. skillsvideo-records(5) and share/skillsvideo/records.schema.json (JSON Schema 2020-12)
 *   describe every record with all its members and examples. For all of them:
 *
 *   "v" is 1 and "event" is the record's name. Read a record by its event; ignore events and members that you
 *   do not know, because new ones may come without a new "v". The order of members means nothing.
 *
 *   "tag" is that of the job, and is missing when it is 0. "elapsed_ms" counts from the start of the job.
 *   The last record of a job is terminal, timeout, error, downloaded or credits. The answer of sv_validate is
 *   the only record without "v" and "event".
 *
 *   Where a server repeats the key, records and messages have asterisks instead, also where JSON or a URL
 *   escapes bytes of it ("\/", "\u006b", "%6B", in any mix, in text quoted in text). Other codings, such as
 *   base64, are not looked for. sv_event_data, sv_event_status and sv_event_name are as the server sent them.
 *   A key of fewer than 8 bytes is refused as no key: masked, it would blank out innocent words.
 */
#ifndef SKILLSVIDEO_H
#define SKILLSVIDEO_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SV_VERSION_MAJOR 0
#define SV_VERSION_MINOR 1
#define SV_VERSION_PATCH 0
#define SV_VERSION_NUMBER (SV_VERSION_MAJOR * 1000000 + SV_VERSION_MINOR * 1000 + SV_VERSION_PATCH)

typedef struct sv_client sv_client; /* settings, connections and jobs; one thread at a time */
typedef struct sv_job sv_job;       /* one operation in flight: a generation, a download, a credits call */
typedef struct sv_event sv_event;   /* borrowed: valid until the callback returns, or until the next call on its client */
typedef struct sv_result sv_result; /* how an operation ended; freed with sv_result_free unless said "borrowed" */

/* Every int32_t status: 0 or positive is success, negative is one of these. Values never move; new ones may appear, and a
 * caller treats those it does not know as SV_ERR_UNKNOWN. */
enum {
  SV_OK = 0,
  SV_ERR_ARGUMENT = -1,         /* refused before anything was sent; the message says why */
  SV_ERR_HANDLE = -2,           /* NULL, freed or foreign handle */
  SV_ERR_MISUSE = -3,           /* second thread, inside a callback, after fork, or out of order */
  SV_ERR_MEMORY = -4,
  SV_ERR_FILE = -5,             /* a local file could not be created, written or read, or changed while it was sent */
  SV_ERR_SYSTEM = -6,           /* the operating system refused a descriptor; nothing was sent */
  SV_ERR_TRANSPORT = -10,       /* no usable answer: name, connection, TLS, proxy */
  SV_ERR_TIMEOUT = -11,         /* a budget is used up; the job may go on, resume by its id */
  SV_ERR_PROTOCOL = -12,        /* an answer that is not the platform's: HTML, broken JSON, over a limit */
  SV_ERR_STOPPED = -13,         /* sv_cancel, or its client was freed; the job may go on, resume by its id */
  SV_ERR_OUTCOME_UNKNOWN = -14, /* the create request may have been accepted and billed; never repeated silently */
  SV_ERR_CREDITS = -20,         /* too few credits: refused by the platform, or the balance is lower than min_credits */
  SV_ERR_AUTH = -21,
  SV_ERR_VALIDATION = -22,
  SV_ERR_NOT_FOUND = -23,
  SV_ERR_TRANSIENT = -24,       /* the platform failed; later may work */
  SV_ERR_UNKNOWN = -25,
  SV_ERR_RATE_LIMITED = -26,
  SV_ERR_CONTENT_REJECTED = -27,
  SV_ERR_FORBIDDEN = -28,
  SV_ERR_JOB_FAILED = -30,      /* terminal status FAILED; sv_result_category tells the kind */
  SV_ERR_JOB_CANCELED = -31,    /* terminal status CANCELED */
  SV_ERR_SIGNATURE = -40        /* a webhook that is not to be believed */
};

/* Kinds of event. A caller ignores kinds it does not know. */
enum {
  SV_EVENT_SUBMITTING = 1,
  SV_EVENT_OPEN = 2,
  SV_EVENT_ACCEPTED = 3, /* the id is known: store it now; comes before anything else that has it */
  SV_EVENT_MESSAGE = 4,  /* one server-sent event */
  SV_EVENT_POLL = 5,
  SV_EVENT_RETRY = 6,
  SV_EVENT_FALLBACK = 7,
  SV_EVENT_BYTES = 8,    /* progress of an upload or a download */
  SV_EVENT_END = 9,      /* exactly one a job, always the last */
  SV_EVENT_STREAM_LOST = 10,
  SV_EVENT_POLL_FAILED = 11,
  SV_EVENT_NOTICE = 12,  /* unknown status word, other id, terminal status after the first, balance that could not be
                            read, success without outputs */
  SV_EVENT_TRACE = 13    /* only with the option trace: a request, the head of an answer, its end; the key is never in it */
};

/* Called on the thread that made the blocking call, only while that call runs. It returns nothing, so that a bug in a language
 * binding cannot become a cancel: to stop, call sv_cancel(sv_event_job(event)). Inside it only sv_event_*, sv_cancel,
 * sv_client_wakeup, sv_client_fd, sv_client_message, sv_job_result and sv_job_generation_id are allowed; anything else on this
 * client answers SV_ERR_MISUSE. */
typedef void (*sv_event_fn)(const sv_event *event, void *context);

/* ---- versions: any thread, never fail ---- */

uint32_t sv_version_number(void);     /* major * 1000000 + minor * 1000 + patch */
const char *sv_version_string(void);  /* static; names the exact versions of the libraries at work, and whether name look-up is asynchronous */
int32_t sv_version_check(uint32_t header_version); /* SV_OK when this library serves a caller compiled with SV_VERSION_NUMBER of
                                         that value: the same major, and for major 0 the same minor; else SV_ERR_MISUSE */
const char *sv_status_name(int32_t status); /* static, "insufficient_credits", ...; "unknown_status" for others; never NULL */

/* ---- client ---- */

/* Reads the variables of chapter ENVIRONMENT. A missing key or an unusable address is no error yet: it is
 * one when the first job starts, unless an option replaces it. SV_ERR_SYSTEM where the operating system refuses a
 * descriptor; errno then has its reason. SV_ERR_MEMORY without memory. */
int32_t sv_client_create(sv_client **out);

/* Sets an option by name, see chapter OPTIONS. Applies to jobs started later. A NULL value restores the default.
 * SV_ERR_ARGUMENT for an unknown name, an option for one job or an unusable value: nothing changes, sv_client_message says
 * why. */
int32_t sv_client_set(sv_client *client, const char *name, const char *value);

/* What chapter OPTIONS says of the option `index`, from 0 and up. Static texts; NULL past the last option. Any thread. */
const char *sv_option_name(uint32_t index);
const char *sv_option_unit(uint32_t index);    /* "ms", "bytes", "count", "credits", "flag" (0 or 1), "text", "url", "path", "json" */
const char *sv_option_scope(uint32_t index);   /* "client", "any", "job" */
const char *sv_option_default(uint32_t index); /* as sv_client_set takes it; "" where the help says what comes instead */
const char *sv_option_help(uint32_t index);    /* what it does, in sentences */

/* 1 for a number, with the least and the most that it may be; 0 for a text, and both are 0; SV_ERR_ARGUMENT past the last
 * option. Either pointer may be NULL. Any thread. */
int32_t sv_option_range(uint32_t index, int64_t *least, int64_t *most);

/* Gives a file of this machine, or a copy of memory, a name for payloads to refer to as {"$input": "name"}; the same name again takes
 * the place of what was there. file_name and content_type may be NULL: then the path and the first bytes tell them. A file is opened
 * by each job that sends it. SV_ERR_ARGUMENT for a name of 0 or more than 255 bytes, or no bytes. A name that others cannot guess keeps
 * what they write from referring to it. Removing frees the memory once no job sends it any more. */
int32_t sv_client_add_file(sv_client *client, const char *name, const char *path, const char *file_name, const char *content_type);
int32_t sv_client_add_bytes(sv_client *client, const char *name, const void *bytes, size_t len, const char *file_name,
                            const char *content_type);
int32_t sv_client_remove_input(sv_client *client, const char *name);

/* Jobs in flight end as SV_ERR_STOPPED without an event; job and result handles stay readable until they are freed. Our own
 * copies of the key are wiped (libcurl and the TLS library keep copies of their own that cannot be). Does nothing while
 * another call on this client is running. */
void sv_client_free(sv_client *client);

/* Why the last call on this client failed; "" when it did not. Borrowed until the next call on the client. NULL for a bad handle. */
const char *sv_client_message(const sv_client *client);

/* ---- blocking: start, poll and free in one call, on the calling thread ----
 * *out is set on failure too, except where nothing was started: for SV_ERR_ARGUMENT, SV_ERR_HANDLE, SV_ERR_MISUSE, for
 * SV_ERR_VALIDATION, SV_ERR_FILE and SV_ERR_MEMORY before the start; sv_client_message has the reason. on_event may be NULL.
 * Other jobs of the client go on meanwhile; their events wait for sv_poll. The returned status is sv_result_status(*out). A signal handled by the caller does not end these calls. */

/* Creates a generation, follows it, and returns only when it has ended, on a terminal status or because a budget is used up.
 * payload_json is the model's own JSON object and is sent as it is, unless it names files (chapter FILES). A text with a NUL (U+0000),
 * a lone surrogate or bytes that are not UTF-8 is refused, with its JSON pointer and the byte where it is. Where the client has
 * an OpenAPI document (options openapi_file, openapi_json), the payload is compared with it first: strict refuses with
 * SV_ERR_VALIDATION and sv_client_message, warn tells each problem as SV_EVENT_NOTICE and sends. What the document is not sure
 * of itself, and fields that it does not know, are told and never refused. */
int32_t sv_generate(sv_result **out, sv_client *client, const char *endpoint, const char *payload_json, const char *options_json,
                    sv_event_fn on_event, void *context);

/* A dry run: the request that sv_generate would send first, as the record "prepared", with "Bearer ***" for the key, and what the
 * client's OpenAPI document (options openapi_file, openapi_json, validate) says of the payload. Sends nothing, needs no key.
 * SV_OK; SV_ERR_VALIDATION where sv_generate would refuse to send it, with *out set too; else as sv_start. */
int32_t sv_prepare(sv_result **out, sv_client *client, const char *endpoint, const char *payload_json, const char *options_json);

/* Follows a generation that exists, by its id: any UTF-8 text without control characters up to 64 KiB. Costs nothing. */
int32_t sv_wait(sv_result **out, sv_client *client, const char *generation_id, const char *options_json, sv_event_fn on_event,
                void *context);

/* Fetches an output to `path`: written beside it under a temporary name, then moved in one step, so that it arrives whole or not
 * at all. An existing file is an error unless the option overwrite is 1. The key is not sent. https only, http only from
 * a loopback host while base_url is on one; the same for up to redirects_max redirects. What breaks off goes on where it was, if
 * the host can tell that the file is still the same, else from the start; download_tries_max bounds tries that bring nothing. A
 * file that is not of the option expected_type, or without it of the type that the host says, by its first bytes, or is a page, a
 * program or a script, is SV_ERR_PROTOCOL, and so is an empty file. A file that is missing (HTTP 404) is looked for again for 10 s: a new one may not be
 * everywhere at once. An address is read as browsers read it: spaces and letters outside ASCII are percent-encoded. data:
 * addresses are decoded. No download ever touches a generation: it can be repeated at no cost. */
int32_t sv_download(sv_result **out, sv_client *client, const char *url, const char *path, const char *options_json,
                    sv_event_fn on_event, void *context);

/* Asks for the credit balance: sv_result_json has the platform's answer under "response", and under "balance" what chapter CREDITS
 * takes for the balance, or null. */
int32_t sv_credits(sv_result **out, sv_client *client);

/* ---- many at once: start, then poll. tag comes back with every event of that job ---- */

int32_t sv_start(sv_job **out, sv_client *client, const char *endpoint, const char *payload_json, const char *options_json,
                 uint64_t tag);
int32_t sv_attach(sv_job **out, sv_client *client, const char *generation_id, const char *options_json, uint64_t tag);
int32_t sv_start_download(sv_job **out, sv_client *client, const char *url, const char *path, const char *options_json,
                          uint64_t tag);
int32_t sv_start_credits(sv_job **out, sv_client *client, uint64_t tag);

/* Does the network work and hands over one event: 1 an event in *out, 0 none, negative an error. timeout_ms < 0 waits for ever,
 * 0 not at all. With nothing in flight it returns 0 at once; sv_client_wakeup and a signal handled by the caller end the
 * wait with 0. The event of the call before is gone with this call. */
int32_t sv_poll(const sv_event **out, sv_client *client, int32_t timeout_ms);

/* As sv_poll, but hands over all events that are due (at most 4096) as records, one JSON line each, every line ended by LF, in one
 * text of *len bytes, borrowed until the next poll: one crossing for many, for languages where a call is dear. Returns their
 * number, 0 or an error. A job whose last record was handed over has its result. len may be NULL. */
int32_t sv_poll_lines(const char **out, size_t *len, sv_client *client, int32_t timeout_ms);

/* One descriptor for any event loop: level-triggered, readable means "call sv_poll(.., 0) until it returns 0". It may be readable
 * with nothing to return. Never read, write or close it; it lives as long as the client. */
int32_t sv_client_fd(sv_client *client);

/* Ends the current or the next sv_poll with 0, or makes the blocking calls look at sv_cancel at once. Any thread, callbacks too. */
int32_t sv_client_wakeup(sv_client *client);

/* Asks to stop following; taken at the next sv_poll, or at once by a blocking call. Events that have arrived are still delivered, then
 * SV_EVENT_END with SV_ERR_STOPPED unless the job ended otherwise before. No request starts after it. Any thread, callbacks too. */
int32_t sv_cancel(sv_job *job);

/* As sv_cancel, but never between a whole create and its answer: the job goes on until the platform has sent an id or refused, so
 * that the id of what may have been bought is not lost; then it ends as after sv_cancel. A create whose body is not whole yet has
 * bought nothing and is dropped at once. Nothing more is started. Bounded by total_timeout_ms; sv_cancel still ends it at once. Any
 * thread, callbacks too. */
int32_t sv_cancel_gracefully(sv_job *job);

/* Borrowed from the job; NULL until its SV_EVENT_END was returned, or its client was freed. */
const sv_result *sv_job_result(const sv_job *job);

/* Borrowed from the job; NULL until the id is known. */
const char *sv_job_generation_id(const sv_job *job);

/* Stops following and discards events that were not delivered. On the client's thread, at any time outside a callback. */
void sv_job_free(sv_job *job);

/* ---- offline: pure functions of their arguments, any thread, no network ---- */

/* What an answer of the platform means: by its code, then by its HTTP status, then, where both are silent, by its words. `body` is any
 * bytes and may be NULL; http_status is 0 where only the body is known, as of an event. SV_OK when it could be said: the result
 * has as status and category what the answer is about (SV_OK for none), sv_result_retry_after_ms is 0 or -1 as
 * chapter MONEY says, and sv_result_json is the record "classified", whose charge_state follows the table of chapter MONEY. SV_ERR_ARGUMENT for a status beyond 0 to 999, SV_ERR_MEMORY. */
int32_t sv_classify_error(sv_result **out, int32_t http_status, const char *body, size_t body_len);

/* The content of a data: address, such as an output may have: in memory what sv_download writes to a file. `url` is its text
 * of url_len bytes. The result is the caller's, to be freed with sv_result_free: sv_result_content has the bytes, and
 * sv_result_json is the record "decoded". The address is read as browsers read it: "data:" and ";base64" in capitals or small
 * letters, "%41" as A and "%zz" as it stands, base64 with white space in it and without its padding. What the content is, is
 * not judged: sv_download refuses programs, and pages in the place of media.
 * SV_OK; SV_ERR_ARGUMENT for NULL and for another kind of address; SV_ERR_PROTOCOL where the comma is missing or the base64
 * is ill-formed, with the cause in sv_result_message; SV_ERR_MEMORY. *out is a result but where memory is lacking. */
int32_t sv_data_url_decode(sv_result **out, const char *url, size_t url_len);

/* What an OpenAPI document says about an endpoint, or which endpoints it has. `openapi_json` is the document (OpenAPI 3.0, 3.1, 3.2 or
 * Swagger 2.0 as JSON; a BOM may stand in front), `docs_json` a site's navigation (Mintlify's docs.json or mint.json) or NULL,
 * `query_json` an object, each member of which may be left out; NULL lists all endpoints:
 *     endpoint          "POST /path", "/path" or the path of a model, as ENDPOINTS says but for any document; "/v1", the servers'
 *                       own path and values in place of {parameters} are let pass. Without it the endpoints are listed
 *     template          true: request_template, the smallest payload that satisfies the schema
 *     include_defaults  true: with the optional fields that have a default
 *     variant           which form of a union the template has: its name, its discriminator's value or its number from 1
 *     content_type      which form of the body to tell in `fields`; JSON where there is one
 *     document_url      where the document came from; relative servers are resolved against it
 *     model_openapi     one model's own document, an object or its text: what it says counts before the other document
 *     list_endpoints    true: as without an endpoint
 *     category          list the pages of a group of the navigation ("images"), or without one the endpoints with such a tag
 *     docs_source       text given back as `source`
 *     pages             front matter of the navigation's pages by slug: {"api/image": "POST /image"} or {"api/image": {"openapi": ..}}
 * The answer is the record "inspected" or "endpoints" (RECORDS). SV_ERR_ARGUMENT for a document or query that cannot be read,
 * with line and column; SV_ERR_NOT_FOUND for an endpoint that the document has not, with the nearest; SV_ERR_MEMORY. *out is set
 * in these cases too: sv_result_message says what is wrong. References to other documents are named in `notes`, never fetched. */
int32_t sv_inspect(sv_result **out, const char *openapi_json, size_t openapi_len, const char *docs_json, size_t docs_len,
                   const char *query_json);

/* Compares a payload with what an endpoint of an OpenAPI document takes, before money moves. `openapi_json` is the text of an
 * OpenAPI 3.0 to 3.2 or Swagger 2.0 document in JSON of `openapi_len` bytes; `endpoint` is "METHOD /path", "/path" (POST is meant)
 * or a model's path; `payload_json` is any JSON text. All of the schema counts: types, limits, patterns, formats, unions,
 * references within the document. Work is bounded; what could not be checked is said in "notes" and counts as valid.
 * Returns SV_OK for a valid payload and SV_ERR_VALIDATION for another; sv_result_json is, for both:
 *   {"valid": true or false,
 *    "problems": [{"pointer", "keyword", "found", "expected", "hint" or null, "variant" (of a union, if one was meant),
 *                  "assumed": true (where the document itself is not sure)}],
 *    "unknown_fields": [{"pointer", "name", "nearest" or null}], not known to the schema, but let through by it,
 *    "notes": [text]}
 * at most 100 problems and 100 unknown fields; pointers are JSON pointers into the payload (RFC 6901).
 * SV_ERR_ARGUMENT for a document or payload that cannot be read (line and column are in sv_result_message), SV_ERR_NOT_FOUND
 * for an endpoint that the document does not have (the message names the nearest), SV_ERR_MEMORY. *out is a result whatever is
 * returned, to be freed with sv_result_free; NULL only when memory is lacking. */
int32_t sv_validate(sv_result **out, const char *openapi_json, size_t openapi_len, const char *endpoint, const char *payload_json);

/* Whether a webhook comes from the holder of the secret, by the Standard Webhooks scheme: id, timestamp and signature are the values
 * of the headers webhook-id, webhook-timestamp and webhook-signature just as they came, body the bytes as received, before any
 * parsing. secret is the text of the dashboard, whsec_ and base64. now_s is time(NULL); the webhook may be tolerance_s seconds older
 * or newer than that, negative for the customary 300. SV_OK, SV_ERR_SIGNATURE with the cause in the result's message, or
 * SV_ERR_ARGUMENT for a secret that cannot be one. NULL headers count as missing. Comparing takes the same time whatever
 * it finds. out may be NULL. A webhook may come twice: webhook-id is the same each time. */
int32_t sv_webhook_verify(sv_result **out, const char *id, const char *timestamp, const char *signature, const char *body,
                          size_t body_len, const char *secret, int64_t now_s, int64_t tolerance_s);

/* What a verified webhook says, as the record "webhook". The result has the generation's id, its outputs once it has succeeded,
 * and as category how it ended: SV_ERR_JOB_FAILED or its code's category, SV_ERR_JOB_CANCELED, else SV_OK. SV_ERR_PROTOCOL when the body
 * is no JSON object, SV_ERR_MEMORY without memory; if the id was read by then, the result has it. */
int32_t sv_webhook_parse(sv_result **out, const char *body, size_t body_len);

/* Webhooks may come late and in any order. 1 when a record in the state `known`, NULL for none yet, is to take `state`, else 0: what has
 * ended stays as it is, and nothing goes back from running to queued. */
int32_t sv_webhook_moves(const char *known, const char *state);

/* ---- accessors: pointers live as long as their event or result; the client's thread for events, any thread for results ---- */

int32_t sv_event_kind(const sv_event *event);                  /* SV_EVENT_..., or SV_ERR_HANDLE */
uint64_t sv_event_tag(const sv_event *event);
sv_job *sv_event_job(const sv_event *event);                   /* borrowed, for sv_cancel; NULL for a bad handle */
const char *sv_event_status(const sv_event *event);            /* the server's word, as sent, or NULL */
const char *sv_event_generation_id(const sv_event *event);     /* NULL while none is known */
const char *sv_event_name(const sv_event *event);              /* SV_EVENT_MESSAGE: its name, "message" by default; else NULL */
const char *sv_event_data(const sv_event *event, size_t *len); /* SV_EVENT_MESSAGE: its data, ill-formed UTF-8 replaced by U+FFFD;
                     SV_EVENT_POLL: the answer's body; else "". As the server sent it. A NUL stands behind it; len may be NULL */
const char *sv_event_json(const sv_event *event, size_t *len); /* its record; built when asked for; len may be NULL; NULL without memory */

int32_t sv_result_status(const sv_result *result);             /* SV_OK, SV_ERR_... */
int32_t sv_result_category(const sv_result *result);           /* as the status, but for FAILED by its code: SV_ERR_CONTENT_REJECTED, ... */
int32_t sv_result_http_status(const sv_result *result);        /* of the answer that decided; 0 when none arrived */
const char *sv_result_message(const sv_result *result);        /* what happened, what it means for money, what to do; never NULL for a
                                                                  result, "" when all is well */
const char *sv_result_charge(const sv_result *result);         /* what is known of the charge (chapter THE LEDGER): "not_sent",
                                                                  "rejected", "unknown", "accepted". Static. "charge_state" of the
                                                                  record, and NULL where that has none: a fetched file, a balance,
                                                                  a webhook without an id, and calls that send nothing */
const char *sv_result_code(const sv_result *result);           /* the platform's error code as sent; NULL where it sent none */
const char *sv_result_remedy(const sv_result *result);         /* the next step; "" when all is well; NULL without memory */
const char *sv_result_generation_id(const sv_result *result);  /* NULL when none was learnt */
int64_t sv_result_retry_after_ms(const sv_result *result);     /* the same call may be made again, unchanged, after this time: nothing
                                                                  was bought (chapter MONEY). -1: do not repeat unchanged; with an
                                                                  id, call sv_wait */
const char *sv_result_json(const sv_result *result, size_t *len); /* the last record of the job; len may be NULL */
uint32_t sv_result_output_count(const sv_result *result);      /* URLs in the answer's data, unique, in
                                                                  order; at most 4096 */
const char *sv_result_output_url(const sv_result *result, uint32_t index); /* NULL past the last one */
const char *sv_result_content(const sv_result *result, size_t *len); /* what sv_data_url_decode has read, of *len bytes
                                                                  and a NUL; NULL for other results; len may be NULL */
void sv_result_free(sv_result *result);                        /* does nothing for a borrowed result */

#ifdef __cplusplus
}
#endif
#endif
