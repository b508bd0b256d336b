/* libskillsvideo: drives the skills.video Open Platform (AI image, video and sound generation).
 *
 * This header is the contract and the manual. The chapters come first, then the declarations. Each
 * chapter and each function is also a manual page: man libskillsvideo, man sv_generate.
 *
 * FIRST PROGRAM
 *   Creates one generation, follows it to its end and prints the addresses of its outputs. Build it
 *   with: cc first.c $(pkg-config --cflags --libs skillsvideo)
 *
 *     #include <skillsvideo.h>
 *     #include <stdio.h>
 *
 *     int main(void) {
 *       sv_client *client = NULL;
 *       sv_result *result = NULL;
 *       // Reads the key from the variable SKILLS_VIDEO_API_KEY.
 *       int32_t status = sv_client_create(&client);
 *       if (status != SV_OK) {
 *         fprintf(stderr, "%s\n", sv_status_name(status));
 *         return 1;
 *       }
 *       const char *model = "google/nano-banana-pro";
 *       const char *payload = "{\"prompt\":\"a red fox\"}";
 *       status = sv_generate(&result, client, model, payload,
 *                            NULL, NULL, NULL);
 *       // A success has 0 or more outputs.
 *       for (uint32_t i = 0; i < sv_result_output_count(result); i++)
 *         puts(sv_result_output_url(result, i));
 *       // Without a result nothing was started: the client has the reason.
 *       const char *message =
 *           result ? sv_result_message(result) : sv_client_message(client);
 *       // A success can have a message too: that it has no outputs.
 *       if (message && message[0]) fprintf(stderr, "%s\n", message);
 *       sv_result_free(result);
 *       sv_client_free(client);
 *       return status == SV_OK ? 0 : 1;
 *     }
 *
 *   sv_download saves an output. A program that may be interrupted stores the generation's id as
 *   soon as SV_EVENT_ACCEPTED reports it. sv_wait follows that id later, at no cost.
 *
 * CONVENTIONS
 *   Text is UTF-8 and ends with a NUL. Times are milliseconds unless a name ends in _s (seconds).
 *   Sizes are bytes. Inputs are copied before a call returns.
 *
 *   What a function stores in `out` belongs to the caller and has a free function. What an accessor
 *   returns belongs to its event or result and lives as long as that. An `out` parameter must not
 *   be NULL unless its comment allows it. It is set to NULL first.
 *
 *   Functions that return int32_t return a status unless their comment says otherwise: SV_OK or a
 *   positive number is success, a negative number is an SV_ERR_... value. The comments of groups
 *   and functions use the labels Returns, Errors, Owner (who frees it, and how long it lives) and
 *   Thread. A label in the comment of a group counts for each function of that group that has none
 *   itself.
 *
 * HANDLES
 *   sv_client, sv_job, sv_event and sv_result are opaque handles that contain a number, not an
 *   address. NULL, handles that were freed, and handles of another copy of the library in the same
 *   process never crash. The call returns SV_ERR_HANDLE, NULL or 0. Every *_free accepts such
 *   handles and does nothing.
 *
 * EVENT LOOP
 *   sv_client_fd returns one descriptor for all jobs of a client. When it is readable, call sv_poll
 *   with a time-out of 0 until it returns 0. This program follows two jobs in a loop of poll(2):
 *
 *     #include <poll.h>
 *     #include <skillsvideo.h>
 *     #include <stdio.h>
 *
 *     // Takes all events that are due. Returns how many jobs have ended.
 *     static int take_events(sv_client *client) {
 *       const sv_event *event = NULL;
 *       int ended = 0;
 *       while (sv_poll(&event, client, 0) > 0) {
 *         // Store this id now: the generation is paid for.
 *         if (sv_event_kind(event) == SV_EVENT_ACCEPTED)
 *           printf("accepted %s\n", sv_event_generation_id(event));
 *         if (sv_event_kind(event) == SV_EVENT_END) {
 *           const sv_result *result = sv_job_result(sv_event_job(event));
 *           printf("job %d: %s\n", (int)sv_event_tag(event),
 *                  sv_status_name(sv_result_status(result)));
 *           ended++;
 *         }
 *       }
 *       return ended;
 *     }
 *
 *     int main(void) {
 *       sv_client *client = NULL;
 *       sv_job *jobs[2] = {NULL, NULL};
 *       int running = 0, refused = 0;
 *       if (sv_client_create(&client) != SV_OK) return 1;
 *       const char *model = "google/nano-banana-pro";
 *       const char *payload = "{\"prompt\":\"an owl\"}";
 *       for (uint64_t i = 0; i < 2; i++) {
 *         if (sv_start(&jobs[i], client, model, payload, NULL, i) == SV_OK) {
 *           running++;
 *         } else {
 *           fprintf(stderr, "%s\n", sv_client_message(client));
 *           refused++;
 *         }
 *       }
 *       // Watch the program's own descriptors here too.
 *       struct pollfd watched = {sv_client_fd(client), POLLIN, 0};
 *       while (running > 0 && poll(&watched, 1, -1) >= 0)
 *         running -= take_events(client);
 *       for (int i = 0; i < 2; i++) sv_job_free(jobs[i]);
 *       sv_client_free(client);
 *       return running + refused > 0 ? 1 : 0;
 *     }
 *
 *   The descriptor stays the same for the life of the client. The library keeps its own timers: the
 *   loop needs no time-out for them. sv_cancel and sv_client_wakeup, from any thread, make the
 *   descriptor readable. With epoll(7), the descriptor is level-triggered (EPOLLIN without
 *   EPOLLET). This program takes all events that are due as lines of JSON in one call:
 *
 *     #include <skillsvideo.h>
 *     #include <stdio.h>
 *     #include <sys/epoll.h>
 *     #include <unistd.h>
 *
 *     int main(void) {
 *       sv_client *client = NULL;
 *       sv_job *job = NULL;
 *       const char *lines = NULL;
 *       size_t len = 0;
 *       struct epoll_event event;
 *       const char *model = "google/nano-banana-pro";
 *       const char *payload = "{\"prompt\":\"an owl\"}";
 *       if (sv_client_create(&client) != SV_OK) return 1;
 *       int32_t status = sv_start(&job, client, model, payload, NULL, 7);
 *       if (status != SV_OK)
 *         fprintf(stderr, "%s\n", sv_client_message(client));
 *       int loop = epoll_create1(EPOLL_CLOEXEC);
 *       event.events = EPOLLIN;
 *       event.data.ptr = client;
 *       epoll_ctl(loop, EPOLL_CTL_ADD, sv_client_fd(client), &event);
 *       while (status == SV_OK && sv_job_result(job) == NULL) {
 *         epoll_wait(loop, &event, 1, -1);
 *         while (sv_poll_lines(&lines, &len, client, 0) > 0)
 *           fwrite(lines, 1, len, stdout);
 *       }
 *       if (job) status = sv_result_status(sv_job_result(job));
 *       close(loop);
 *       sv_job_free(job);
 *       sv_client_free(client);
 *       return status == SV_OK ? 0 : 1;
 *     }
 *
 *   libuv and GLib watch the same descriptor. Their callback calls take_events as above:
 *     uv_poll_init(loop, &handle, sv_client_fd(client));
 *     uv_poll_start(&handle, UV_READABLE, on_readable);
 *
 *     g_unix_fd_add(sv_client_fd(client), G_IO_IN, on_readable, client);
 *
 * TIME-OUTS
 *   Each budget is an option in milliseconds. 0 means no bound, where the option allows it.
 *     option                 default  when it is used up
 *     total_timeout_ms       3600000  The job ends as SV_ERR_TIMEOUT. If no
 *                                     id is known and a create may have
 *                                     been accepted:
 *                                     SV_ERR_OUTCOME_UNKNOWN. If an id was
 *                                     attached and its last poll found
 *                                     nothing (404): SV_ERR_NOT_FOUND.
 *     connect_timeout_ms     10000    Nothing was sent. A create is
 *                                     repeated (create_tries_max) and then
 *                                     ends as SV_ERR_TRANSPORT. A poll
 *                                     counts as failed.
 *     upload_timeout_ms      60000    The upload of a create made no
 *                                     progress: SV_ERR_TRANSPORT, charge
 *                                     not_sent.
 *     first_byte_timeout_ms  0        A create was sent, and no byte of its
 *                                     answer came: SV_ERR_OUTCOME_UNKNOWN.
 *     silence_timeout_ms     60000    A stream brought no byte: the id is
 *                                     polled instead. Without an id, the
 *                                     part of the answer that came is
 *                                     searched for it, and the wait goes
 *                                     on. A download tries again
 *                                     (download_tries_max).
 *     quiet_poll_ms          60000    A stream brought no event: the id is
 *                                     polled beside it.
 *     poll_timeout_ms        20000    A poll counts as failed. After
 *                                     poll_failures_max of them in a row,
 *                                     the job ends with the status of the
 *                                     last one. A call of sv_credits ends
 *                                     as SV_ERR_TIMEOUT. The rest of an
 *                                     error's body is not waited for, and
 *                                     its HTTP status decides.
 *     retry_after_max_ms     120000   The platform asked to wait longer
 *                                     than this before a create:
 *                                     SV_ERR_RATE_LIMITED or
 *                                     SV_ERR_TRANSIENT, charge rejected.
 *                                     A download never waits longer between
 *                                     its tries. A poll waits no longer if
 *                                     total_timeout_ms is 0.
 *   While no id is known, only these time limits can end a create: total_timeout_ms,
 *   connect_timeout_ms, upload_timeout_ms, first_byte_timeout_ms and, for the body of an error,
 *   poll_timeout_ms. Giving up a create that was sent can lose money, so silence_timeout_ms then
 *   only starts the search for the id. Shortly before total_timeout_ms is over, the id is polled
 *   once more. The last poll and the repeats of a create keep to total_timeout_ms. A time-out stops
 *   following, not the generation: sv_wait with the id goes on, at no cost.
 *
 *   sv_download is bounded by total_timeout_ms as a whole, sv_credits by poll_timeout_ms alone. The
 *   time-out of sv_poll only bounds that call and ends no job.
 *
 * MONEY
 *   The platform charges for a generation when it accepts it. After its id has arrived, the library
 *   never creates it again. A lost stream is followed by polls of the id. Before that, the library
 *   repeats a create only if it provably was not sent, if the platform refused it temporarily, or
 *   once on the polling path if the platform refused the stream path. The result of a generation
 *   has a charge state. sv_result_charge returns it, and "charge_state" of the last record has it:
 *     not_sent    no whole request left this machine: nothing can be
 *                 charged
 *     rejected    every create was refused: nothing is charged
 *     unknown     a create may have been accepted: look at the platform's
 *                 list of generations before you pay again
 *     accepted    there is a generation; it is paid for unless it ends
 *                 FAILED or CANCELED and the platform refunds it
 *   The table has each status with the charge states that it can have. "Safe" says whether the same
 *   call can be made again without buying twice. An empty cell has the value of the cell above. The
 *   next call costs nothing in a row with "accepted", unless it is sv_generate. The charge of
 *   SV_ERR_JOB_FAILED and SV_ERR_JOB_CANCELED is unknown only if the answer had no id:
 *     status                   charge    safe  next call
 *     SV_OK                    accepted  no    sv_download
 *     SV_ERR_ARGUMENT          not_sent  yes   corrected, as the message
 *                                              says
 *     SV_ERR_HANDLE            not_sent  yes   with a live handle
 *     SV_ERR_MISUSE            not_sent  yes   from the right thread and
 *                                              process
 *     SV_ERR_MEMORY            not_sent  yes   when memory is free
 *                              rejected
 *                              unknown   no    look at the dashboard
 *                              accepted  no    sv_wait with the id
 *     SV_ERR_FILE              not_sent  yes   with a readable file
 *                              accepted  no    sv_download to another path
 *     SV_ERR_SYSTEM            not_sent  yes   with a higher limit (ulimit
 *                                              -n)
 *     SV_ERR_TRANSPORT         not_sent  yes   when the network works
 *                              rejected
 *                              accepted  no    sv_wait or sv_download
 *     SV_ERR_TIMEOUT           not_sent  yes   with more time
 *                              rejected
 *                              accepted  no    sv_wait or sv_download
 *     SV_ERR_PROTOCOL          not_sent  yes   with the right base_url and
 *                              rejected        proxy
 *                              unknown   no    look at the dashboard
 *                              accepted  no    sv_wait or sv_download
 *     SV_ERR_STOPPED           not_sent  yes   if it is still wanted
 *                              rejected
 *                              unknown   no    look at the dashboard
 *                              accepted  no    sv_wait or sv_download
 *     SV_ERR_OUTCOME_UNKNOWN   unknown   no    look at the dashboard
 *     SV_ERR_CREDITS           not_sent  yes   after a top-up
 *                              rejected
 *                              accepted  no    sv_wait with the id
 *     SV_ERR_AUTH              not_sent  yes   with a valid key
 *                              rejected
 *                              accepted  no    sv_wait with a valid key
 *     SV_ERR_VALIDATION        not_sent  yes   with a corrected payload
 *                              rejected
 *                              accepted  no    sv_wait or sv_download,
 *                                              corrected
 *     SV_ERR_NOT_FOUND         not_sent  yes   with the right endpoint
 *                              rejected
 *                              accepted  no    sv_wait with the right id
 *     SV_ERR_TRANSIENT         not_sent  yes   later
 *                              rejected
 *                              accepted  no    sv_wait or sv_download,
 *                                              later
 *     SV_ERR_UNKNOWN           not_sent  yes   corrected, as the message
 *                              rejected        says
 *                              accepted  no    sv_wait or sv_download
 *     SV_ERR_RATE_LIMITED      not_sent  yes   after
 *                              rejected        sv_result_retry_after_ms
 *                              accepted  no    sv_wait or sv_download,
 *                                              later
 *     SV_ERR_CONTENT_REJECTED  not_sent  yes   with other content
 *                              rejected
 *                              accepted  no    sv_wait with the id
 *     SV_ERR_FORBIDDEN         not_sent  yes   with another key or plan
 *                              rejected
 *                              accepted  no    sv_wait with a key of the
 *                                              workspace that made it
 *     SV_ERR_JOB_FAILED        unknown   no    sv_generate, as a new
 *                              accepted        purchase
 *     SV_ERR_JOB_CANCELED      unknown   no    sv_generate, as a new
 *                              accepted        purchase
 *     SV_ERR_SIGNATURE         -         -     answer the webhook with HTTP
 *                                              400
 *   If a call returns no result (*out is NULL), it started nothing, and the charge is not_sent.
 *   Exception: in a child that a callback forked, the job continues in the parent. "Safe" is about
 *   money alone: sv_result_retry_after_ms says whether the unchanged call can succeed. It is 0 or
 *   more only with not_sent or rejected, so `if (sv_result_retry_after_ms(result) >= 0)` never buys
 *   twice. "retryable" of the record says the same. With unknown or accepted both say no, whatever
 *   went wrong: a failed generation can keep its credits. Repeat a wait or a download that failed
 *   with sv_wait or sv_download, at no cost. A balance query buys nothing.
 *
 *   SV_OK means that the platform reported COMPLETED. If that answer names no readable output, the
 *   id is polled once more. If that poll names none either, or fails, the job ends as SV_OK without
 *   outputs. An SV_EVENT_NOTICE (no_outputs) comes before the end, and sv_result_message and
 *   "message" of the last record say so.
 *
 *   Stopping (sv_cancel, a time-out, freeing) stops following. The platform documents no cancel
 *   call, so the generation can go on and be billed. Follow it again with sv_attach or sv_wait and
 *   the id. sv_cancel_gracefully stops too, but first waits for the id of a create that was already
 *   sent.
 *
 *   Software that retries a task (a job queue, a cluster) buys again. Store the request before the
 *   call and the id after it.
 *
 * BEFORE THE ID
 *   What ends or repeats a create, as long as no id has arrived. If several rows apply, the first
 *   one counts:
 *     what happened                      repeated  result
 *     an id beside a status word in any  no        none yet: the id is
 *     answer                                       polled
 *     an id at the top level of an       no        none yet: the id is
 *     answer that is not in the rows               polled
 *     "other 4xx" (429 aside) and "other
 *     3xx" below
 *     name look-up, connect, TLS or      yes       SV_ERR_TRANSPORT, charge
 *     proxy failed; nothing was sent               not_sent
 *     the connection was lost, or the    no        SV_ERR_TRANSPORT, charge
 *     upload stalled                               not_sent
 *     (upload_timeout_ms), before the
 *     request was whole, and no answer
 *     came
 *     a file changed before the request  no        SV_ERR_FILE, charge
 *     was whole                                    not_sent
 *     2xx or a stream without an id that no        SV_OK, charge accepted;
 *     reports COMPLETED, FAILED or                 SV_ERR_JOB_FAILED or
 *     CANCELED                                     SV_ERR_JOB_CANCELED,
 *                                                  charge unknown
 *     2xx that neither is nor looks      no        SV_ERR_PROTOCOL, charge
 *     like a stream, and is not JSON               unknown
 *     with an id
 *     2xx before the request was whole   no        SV_ERR_OUTCOME_UNKNOWN,
 *                                                  charge unknown
 *     302, 303, 304, 408, 409, 425 or    no        SV_ERR_OUTCOME_UNKNOWN,
 *     499; 403, 406 or 451 as a web                charge unknown
 *     page; any answer with a code that
 *     ends in GENERATION_TIMEOUT or
 *     GENERATION_FAILED
 *     405, 406 or 415 on the stream      once      none yet: the repeat
 *     path, or 404 there without a code            uses the polling path
 *     of the platform; with files also
 *     400 or 422 that names the content
 *     type
 *     429 without a code for a lasting   yes       SV_ERR_RATE_LIMITED or
 *     cause (INSUFFICIENT_CREDITS), or             SV_ERR_TRANSIENT,
 *     503 with a code that ends in                 charge rejected
 *     _GENERATION_RATE_LIMITED or
 *     _GENERATION_PROVIDER_UNAVAILABLE;
 *     with Retry-After up to
 *     retry_after_max_ms, or without it
 *     the same with a longer             no        the same
 *     Retry-After
 *     other 4xx                          no        by its code, then by its
 *                                                  status, charge rejected;
 *                                                  SV_ERR_PROTOCOL for a
 *                                                  web page
 *     other 3xx                          no        SV_ERR_PROTOCOL, charge
 *                                                  rejected
 *     everything else: other 5xx, a      no        SV_ERR_OUTCOME_UNKNOWN,
 *     reset, a time-out, a stream that             charge unknown
 *     ends without an id
 *   Redirects are not followed, so that the key stays with base_url. A gateway between this machine
 *   and the platform can answer 5xx in JSON of its own after the platform has accepted. So a status
 *   proves a refusal only as the table says. The platform never sends a web page (text/html, or a
 *   body that begins with "<"): it comes from a proxy, a VPN, a login page or a bot protection. A
 *   web page blames neither the key nor the payload. A filter sends 403, 406 and 451 also in place
 *   of an answer that it blocks, so such a page proves nothing. sv_classify_error follows the same
 *   table.
 *
 *   The id counts as soon as its bytes have arrived. If an event or a JSON answer breaks off,
 *   stalls or is stopped, the part that came is searched for the id, after silence_timeout_ms at
 *   the latest. SV_EVENT_ACCEPTED comes before every other event that has the id, except traces.
 *
 *   A create is sent at most create_tries_max times in all, each time with the same Idempotency-Key
 *   header. It is not repeated if less than a tenth of total_timeout_ms (at most 10 s) would be
 *   left for its answer: a time limit in the middle would leave the outcome unknown. The library
 *   switches off libcurl's silent re-send on a dead kept-alive connection. Creates use HTTP/1.1,
 *   where no other layer sends them again.
 *
 * AFTER THE ID
 *   Following a generation costs nothing, so the library is patient:
 *     what happened                      what follows
 *     the stream is lost, silent, over   the id is polled at once
 *     a limit or ended early
 *     no event for quiet_poll_ms,        the id is polled beside the
 *     though other bytes come            stream; only a terminal status
 *                                        counts, and a refusal ends only
 *                                        these polls
 *     a poll is not answered, is cut,    polled again after 1, 2, 4, 8, 16
 *     is not JSON, is about another      s or Retry-After;
 *     generation or is a web page; or    poll_failures_max of them in a row
 *     it answers 407, 408, 421, 425,     end the job with the status of the
 *     429, 5xx except 501 and 505, or    last one
 *     3xx except 301 and 308
 *     a poll answers 404 in the first    polled again; if the last answer
 *     10 s                               before total_timeout_ms is still
 *                                        404, a job with an attached id
 *                                        ends as SV_ERR_NOT_FOUND
 *     a poll answers 400, 401, 403 or    the job ends with the status of
 *     422, 404 later, another 4xx, 501,  that answer; the id stays good for
 *     505, 301 or 308                    sv_wait
 *     the answer to a poll is longer     the job ends as SV_ERR_PROTOCOL;
 *     than body_bytes_max                raise the option, then call
 *                                        sv_wait
 *     total_timeout_ms is nearly over    the id is polled once more, even
 *                                        if Retry-After asks to wait longer
 *   If the body is one complete JSON object with the id, it counts as the answer, even if its
 *   transfer broke off. The body of an answer of 300 or more is read for poll_timeout_ms at most.
 *   Then its status decides.
 *
 * LEDGER
 *   The last record of a generation lists its requests in "ledger", so that questions about money
 *   can be answered later:
 *     {"request":"create_stream","started_ms":0,"waited_ms":0,
 *      "http_status":429,"outcome":"RATE_LIMITED"}
 *     {"request":"create_stream","started_ms":2410,"waited_ms":2000,
 *      "http_status":200,"outcome":"connection reset"}
 *     {"request":"poll","started_ms":9107,"waited_ms":0,
 *      "http_status":200,"outcome":"IN_PROGRESS","count":3}
 *     {"request":"poll","started_ms":14301,"waited_ms":1730,
 *      "http_status":200,"outcome":"COMPLETED"}
 *   In this example, the platform refused the first create, which cost nothing. It accepted the
 *   second one, two seconds later, and the stream broke. Three polls brought the same status. The
 *   fourth brought the end. "request" is create_stream, create, poll or credits. "http_status" is 0
 *   if no answer came. These beginnings of "outcome" have a meaning:
 *     not sent: ...        no byte of the request left this machine
 *     not sent whole: ...  the end of the request never left
 *     unknown: ...         it may have been accepted
 *   Of a very long wait, the first 16 and the latest 48 entries are kept. "ledger_omitted" counts
 *   the requests in between. The charge state (MONEY) is the sum of the ledger.
 *
 * CREDITS
 *   min_credits is a floor. Before the create of sv_generate or sv_start, the library queries the
 *   balance (GET /credits on base_url, with the key). It sends the create only if the balance is
 *   known and not lower. A lower balance ends as SV_ERR_CREDITS. The query times out after
 *   poll_timeout_ms and counts toward total_timeout_ms. It is repeated like a create,
 *   create_tries_max times in all, if that can help (not reached, cut off, 408, 425, 429, 5xx).
 *   Otherwise the job ends with the status of that failure, or with SV_ERR_PROTOCOL if the answer
 *   has no clear balance. The message quotes the start of that answer, and the charge is not_sent.
 *   The floor reserves nothing: jobs that start together see the same balance. sv_wait and
 *   sv_attach do not query the balance.
 *
 *   report_credits adds the balance before and after to the last record. For this report alone, the
 *   create waits at most 5 s or a tenth of total_timeout_ms, whichever is less. The end waits as
 *   long once more. A balance that did not arrive by then is null. An SV_EVENT_NOTICE says so, and
 *   the job does not fail. The library queries the balance after the generation has ended, and also
 *   after an unknown outcome: a lower balance can show that the create was accepted.
 *
 *   The platform does not document the shape of the answer. The balance is a number, or a text that
 *   contains only a number. Names such as available, remaining_credits and balance are tried first,
 *   then credits and total. The balance is read from the outermost object that has such a name. If
 *   one name has different values, or a total is next to a used amount, the balance is null.
 *
 * ENDPOINTS
 *   A model such as "google/nano-banana-pro" (one to four segments) means its event-stream path.
 *   Paths are accepted too: /generation/... and /generation/sse/..., each with or without /v1 at
 *   the start and with or without its first slash. URLs are refused: the host is base_url, and the
 *   key goes only there.
 *
 * FILES
 *   A payload sends local files if a field, or an element of a field's list, is one of these
 *   objects. The request is then multipart/form-data:
 *     {"$file": "path"}   a file of this machine; only with the option
 *                         allow_files
 *     {"$input": "name"}  a file or memory that sv_client_add_file or
 *                         sv_client_add_bytes gave this name
 *   Set allow_files only for payloads that you wrote yourself. Whoever writes a payload with
 *   allow_files can upload any file that this process can read. Both objects can have "file_name"
 *   and "content_type". Otherwise these come from the path and from the first bytes. Other fields
 *   are sent as text next to the files, lists as one part an element. Fields that are null are left
 *   out.
 *
 *   A file is opened when the job starts and read in small parts while it is sent. SV_EVENT_BYTES
 *   shows the progress. A file is refused before anything is sent if it cannot be read, is not a
 *   regular file, or is empty. So is a request whose files together are longer than
 *   upload_bytes_max. An empty file is refused because no model could use it, and it would be paid
 *   for. If a file changes while it is sent, the request breaks off before it is whole:
 *   SV_ERR_FILE, charge not_sent. If the event-stream path answers 400, 415 or 422 and names the
 *   content type, the create is sent once more, on the polling path.
 *
 * OPTIONS
 *   sv_client_set takes the name and the value of an option, as text. options_json of a job is a
 *   flat JSON object, such as {"total_timeout_ms": 60000, "trace": true}. Its values are texts,
 *   numbers or booleans and override those of the client. The scope says who takes the option:
 *   "client" only sv_client_set, "job" only options_json, "any" both. A number must be in its
 *   range. A flag is 0 or 1. An option without a default here is unset, or its help says what is
 *   used instead. sv_option_name and the functions after it return the same list.
 *
 *   The options, with their unit, scope and default:
 *     api_key                 text     client
 *         The key; by default SKILLS_VIDEO_API_KEY when the client was created.
 *     base_url                url      client  https://open.skills.video/api/v1
 *         The platform's address; SKILLS_VIDEO_BASE_URL replaces the default. https, or http on
 *         loopback.
 *     user_agent              text     client
 *         Put in front of the library's own User-Agent.
 *     proxy                   url      client
 *         For https; by default from https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY. Plain http
 *         uses none.
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
 *         An upload without progress for this long ends; the request was not whole, so nothing was
 *         bought.
 *     first_byte_timeout_ms   ms       any     0  (0 to 86400000)
 *         Longest wait for the first byte of a create's answer; then the outcome is unknown. 0: no
 *         limit.
 *     silence_timeout_ms      ms       any     60000  (1 to 86400000)
 *         Longest time without any byte of a stream; after it, the id is polled, if it is known.
 *     quiet_poll_ms           ms       any     60000  (0 to 86400000)
 *         Longest time without an event (comments do not count); after it, the id is also polled.
 *         0: never.
 *     poll_timeout_ms         ms       any     20000  (1 to 3600000)
 *         Longest time for one poll or one balance query.
 *     poll_failures_max       count    any     10  (1 to 1000000)
 *         This many failed polls in a row end the wait.
 *     poll_interval_ms        ms       any     1000  (1 to 3600000)
 *         First wait between polls; it grows by half each time.
 *     poll_interval_max_ms    ms       any     5000  (1 to 3600000)
 *         Longest wait between polls that succeed.
 *     create_tries_max        count    any     4  (1 to 100)
 *         Most attempts of a create. It is repeated only if it was not sent or was refused
 *         temporarily.
 *     retry_after_max_ms      ms       any     120000  (0 to 86400000)
 *         If the platform requests a longer wait, the create ends instead of being repeated.
 *     min_credits             credits  any     0  (0 to 1000000000000000)
 *         Queries the credit balance before a create. If it is lower than this or unknown, the
 *         create is not sent. 0 means no query.
 *     report_credits          flag     any     0
 *         1 reports the credit balance before and after a generation. A balance that cannot be read
 *         is null, not an error.
 *     event_bytes_max         bytes    any     16777216  (1024 to 268435456)
 *         Longest event of a stream.
 *     body_bytes_max          bytes    any     16777216  (1024 to 268435456)
 *         Longest answer that is not a stream.
 *     download_bytes_max      bytes    any     0  (0 to 9223372036854775807)
 *         Longest file that a download accepts; 0 means no bound.
 *     download_tries_max      count    any     5  (1 to 1000)
 *         A download ends after this many tries in a row without new bytes. Each try resumes the
 *         last one.
 *     redirects_max           count    any     5  (0 to 50)
 *         Redirects that one try of a download follows.
 *     upload_bytes_max        bytes    any     1073741824  (0 to 9223372036854775807)
 *         Bytes of all files of one request together; 0 means no bound.
 *     allow_files             flag     any     0
 *         1 sends the files that a payload names by {"$file": "path"}. Do not set it for payloads
 *         of others.
 *     allow_blank             flag     any     1
 *         0 refuses a payload whose prompt, or another required text, is empty or blank. 1 reports
 *         it.
 *     overwrite               flag     any     0
 *         1 lets a download replace an existing file.
 *     trace                   flag     any     0
 *         1 adds SV_EVENT_TRACE events on requests and answers, without the key.
 *     validate                text     any     auto
 *         off, warn (report problems as events), auto (refuse misspelt fields, and problems that
 *         the document is sure of) or strict (refuse all).
 *     expected_type           text     job
 *         Media type that a download must have, such as the content_type of its output.
 *     idempotency_key         text     job
 *         Sent as Idempotency-Key with every try of the create; by default a new random one.
 *
 * ENVIRONMENT
 *   sv_client_create reads SKILLS_VIDEO_API_KEY, SKILLS_VIDEO_BASE_URL, https_proxy, HTTPS_PROXY,
 *   all_proxy, ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR. No other call reads a
 *   variable. libcurl honours SSLKEYLOGFILE, and OpenSSL its own variables, such as OPENSSL_CONF.
 *   The library never uses libcurl's own proxy variables or .netrc.
 *
 *   In a program with more rights than its caller (set-uid, set-gid, file capabilities), all of
 *   these count as unset, because the caller chose their values. Such a program sets the options
 *   api_key, base_url, proxy and ca_file. In it, sv_client_create also removes SSLKEYLOGFILE from
 *   the environment, because libcurl would honour it. If such a program uses libcurl earlier, it
 *   must remove the variable itself.
 *
 * SIGNALS AND THREADS
 *   One thread at a time uses a client and its jobs. Different clients share nothing. If a call
 *   meets another call on the same client, from a second thread or from inside a callback, it
 *   returns SV_ERR_MISUSE and changes nothing. These may be called from any thread, and inside
 *   callbacks: sv_cancel, sv_cancel_gracefully, sv_client_wakeup, the versions, the options list,
 *   the offline functions and the accessors of results.
 *
 *   The library starts no thread, installs no signal handler, writes to no standard stream and
 *   never ends the process on purpose. libcurl may start a thread of its own while it resolves a
 *   host name. SIGPIPE is blocked while the library works.
 *
 *   In a signal handler, only sv_version_number and sv_status_name are safe. Let the handler set a
 *   flag or write to a pipe. A handled signal ends sv_poll with 0. It does not end a blocking call.
 *   sv_cancel, sv_cancel_gracefully and sv_client_wakeup make the client's descriptor readable at
 *   once.
 *
 *   After fork(), calls in the child on a client of the parent return SV_ERR_MISUSE. In the child,
 *   sv_client_free removes the handle. It closes no connection and frees no memory. The parent's
 *   streams go on undisturbed.
 *
 *   A call takes at most 48 KiB of stack, TLS included, however deeply documents, payloads and
 *   answers are nested. A thread with 64 KiB is enough. Add what your own callback needs.
 *   sv_validate, sv_inspect and the comparison of a payload with an OpenAPI document run on 1 MiB
 *   of memory of their own if the thread has less than 1 MiB of stack left or runs a coroutine.
 *   They free it when they end.
 *
 *   If memory for answers, events, payloads, files or records is missing, the library reports it:
 *   SV_ERR_MEMORY, NULL from an accessor, or a lost stream whose id is polled. A success without
 *   memory for its answer ends as SV_ERR_MEMORY, and its result has the id. If an allocation of up
 *   to 128 KiB fails, the process can abort, because the Swift runtime cannot report it. The same
 *   is true of larger allocations in two places: the lists of an OpenAPI document with thousands of
 *   members in one object, and a data: address given to sv_download (sv_data_url_decode reports
 *   it).
 *
 *   Each stream is a connection, and so a descriptor. To follow more than about a thousand at once,
 *   raise the limit of descriptors (RLIMIT_NOFILE). No descriptor of the library is 0, 1 or 2, even
 *   if the standard streams of the process are closed. If one of them is closed, the library opens
 *   a read-only empty file in its place while it connects. Files that name look-up and TLS open
 *   then never become descriptor 0, 1 or 2. If the operating system refuses a descriptor or a
 *   connection, the message has its reason.
 *
 * CONTENT CODINGS
 *   Creates and downloads request the coding identity, because a proxy that compresses an event
 *   stream also delays its events. Polls and the balance query accept gzip. Every answer is decoded
 *   piece by piece: gzip, deflate, br, zstd, and up to three of them in a row. The limits of size
 *   (body_bytes_max, event_bytes_max, download_bytes_max) count decoded bytes. A body in an unknown
 *   coding, or one that is not encoded although its header says so, is read as it came. If it
 *   cannot be read, the message names the coding, and an error in answer to a create proves no
 *   refusal: SV_ERR_OUTCOME_UNKNOWN.
 *
 * RECORDS
 *   sv_event_json, sv_poll_lines, sv_result_json and the command with --json return records: JSON
 *   objects on one line each. skillsvideo-records(5) and share/skillsvideo/records.schema.json
 *   (JSON Schema 2020-12) describe every record with all its members and examples. For all of them:
 *
 *   "v" is 1 and "event" is the record's name. Read a record by its event; ignore events and
 *   members that you do not know, because new ones may come without a new "v". The order of members
 *   means nothing.
 *
 *   "tag" is that of the job, and is missing when it is 0. "elapsed_ms" counts from the start of
 *   the job. The last record of a job is terminal, timeout, error, downloaded or credits.
 *
 *   Where a server repeats the key, records and messages have asterisks instead, also where JSON or
 *   a URL escapes bytes of it ("\/", "\u006b", "%6B", in any mix, in text quoted in text). Other
 *   codings, such as base64, are not looked for. sv_event_data, sv_event_status and sv_event_name
 *   are as the server sent them. They contain the key if the server repeats it: do not log them. A
 *   key of fewer than 8 bytes is refused, because masking it would also mask ordinary words.
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

/* Settings, connections and jobs. One thread at a time uses it. Made by sv_client_create, freed
 * with sv_client_free. */
typedef struct sv_client sv_client;
/* One operation in flight: a generation, a download or a balance query. Made by sv_start and its
 * like, freed with sv_job_free. */
typedef struct sv_job sv_job;
/* What happened to a job. Borrowed: valid until the callback returns, or until the next call on its
 * client. */
typedef struct sv_event sv_event;
/* How an operation ended. Freed with sv_result_free, except where a comment says "borrowed". */
typedef struct sv_result sv_result;

/* Statuses. SV_OK and positive numbers are success. Values never change. New ones may be added:
 * treat a value that you do not know as SV_ERR_UNKNOWN. Chapter MONEY has the charge of each. */
enum {
  SV_OK = 0,                    /* success */
  SV_ERR_ARGUMENT = -1,         /* refused before anything was sent; the message says why */
  SV_ERR_HANDLE = -2,           /* the handle is NULL, freed, or from another copy of the library */
  SV_ERR_MISUSE = -3,           /* second thread, inside a callback, after fork, or out of order */
  SV_ERR_MEMORY = -4,           /* memory is missing */
  SV_ERR_FILE = -5,             /* a local file could not be created, written or read, or it changed
                                   while it was sent */
  SV_ERR_SYSTEM = -6,           /* the operating system refused a descriptor; nothing was sent */
  SV_ERR_TRANSPORT = -10,       /* no usable answer: name look-up, connection, TLS, proxy */
  SV_ERR_TIMEOUT = -11,         /* a budget is used up; the generation may go on: sv_wait */
  SV_ERR_PROTOCOL = -12,        /* the answer is not the platform's: a web page, broken JSON, over a
                                   limit */
  SV_ERR_STOPPED = -13,         /* sv_cancel, or the client was freed; the generation may go on:
                                   sv_wait */
  SV_ERR_OUTCOME_UNKNOWN = -14, /* the create may have been accepted and billed; never repeated */
  SV_ERR_CREDITS = -20,         /* too few credits: the platform refused, or the balance is lower
                                   than min_credits */
  SV_ERR_AUTH = -21,            /* the platform does not accept the key */
  SV_ERR_VALIDATION = -22,      /* the payload is wrong: refused by the platform, or by validate */
  SV_ERR_NOT_FOUND = -23,       /* no such endpoint, generation or file */
  SV_ERR_TRANSIENT = -24,       /* the platform failed; the call may work later */
  SV_ERR_UNKNOWN = -25,         /* none of the others; the message has what is known */
  SV_ERR_RATE_LIMITED = -26,    /* too many requests */
  SV_ERR_CONTENT_REJECTED = -27, /* moderation refused the prompt or an input */
  SV_ERR_FORBIDDEN = -28,       /* the key may not do this */
  SV_ERR_JOB_FAILED = -30,      /* terminal status FAILED; sv_result_category returns the kind */
  SV_ERR_JOB_CANCELED = -31,    /* terminal status CANCELED */
  SV_ERR_SIGNATURE = -40        /* the webhook is not authentic */
};

/* Kinds of event. Ignore kinds that you do not know. */
enum {
  SV_EVENT_SUBMITTING = 1,   /* the job has started */
  SV_EVENT_OPEN = 2,         /* the stream is open */
  SV_EVENT_ACCEPTED = 3,     /* the id is known: store it now; comes before all that has the id */
  SV_EVENT_MESSAGE = 4,      /* one server-sent event */
  SV_EVENT_POLL = 5,         /* one answer to a poll */
  SV_EVENT_RETRY = 6,        /* a create, a balance query or a download is tried again */
  SV_EVENT_FALLBACK = 7,     /* polling in place of the stream begins, or has ended */
  SV_EVENT_BYTES = 8,        /* progress of an upload or a download */
  SV_EVENT_END = 9,          /* the job has ended: exactly one a job, always the last */
  SV_EVENT_STREAM_LOST = 10, /* the stream ended early, failed, or timed out */
  SV_EVENT_POLL_FAILED = 11, /* a poll brought no status */
  SV_EVENT_NOTICE = 12,      /* unknown status word, other id, terminal status after the first,
                                problem of the payload, balance that could not be read, success
                                without outputs */
  SV_EVENT_TRACE = 13        /* only with the option trace: a request, the head of an answer, its
                                end; the key is never in it */
};

/* The callback of a blocking call, and `context` of that call. It runs on the thread of the call,
 * and only while the call runs. It returns nothing, so that a fault in a language binding cannot
 * become a cancel. To stop, call sv_cancel(sv_event_job(event)). Inside the callback, these
 * functions may use the client: sv_event_*, sv_cancel, sv_cancel_gracefully, sv_client_wakeup,
 * sv_client_fd, sv_client_message, sv_job_result and sv_job_generation_id. Others return
 * SV_ERR_MISUSE. */
typedef void (*sv_event_fn)(const sv_event *event, void *context);

/* ---- versions ----
 * Owner: the texts are static.
 * Errors: none.
 * Thread: any. */

/* The version of the library that runs.
 * Returns: major * 1000000 + minor * 1000 + patch. */
uint32_t sv_version_number(void);

/* The same as text, with the libraries in use.
 * Returns: such as "libskillsvideo 0.1.0 ...", with the exact versions of the libraries in use, and
 *   whether name look-up is asynchronous. Never NULL. */
const char *sv_version_string(void);

/* Compares the library that runs with the header that a caller was compiled with. Pass
 * SV_VERSION_NUMBER.
 * Returns: SV_OK for the same major version, and for major 0 the same minor version.
 * Errors: SV_ERR_MISUSE for other versions. */
int32_t sv_version_check(uint32_t header_version);

/* The word of a status, as records have it.
 * Returns: such as "insufficient_credits", and "unknown_status" for other numbers. Never NULL. */
const char *sv_status_name(int32_t status);

/* ---- client ----
 * Returns: SV_OK.
 * Thread: the client's, that is one thread at a time. */

/* Makes a client from the variables of chapter ENVIRONMENT. A missing key or an unusable address is
 * no error yet. It is one when a job starts, unless an option replaces it.
 * Errors: SV_ERR_ARGUMENT if `out` is NULL. SV_ERR_SYSTEM if the operating system refuses a
 *   descriptor; errno then has its reason. SV_ERR_MEMORY.
 * Owner: the caller frees *out with sv_client_free. NULL on failure.
 * Thread: any. */
int32_t sv_client_create(sv_client **out);

/* Sets an option of the client by name (chapter OPTIONS), for the jobs that start later. A NULL
 * value restores the default.
 * Errors: SV_ERR_ARGUMENT for an unknown name, an option with the scope "job" or an unusable value.
 *   SV_ERR_FILE if openapi_file cannot be read. SV_ERR_MEMORY. Nothing changes then, and
 *   sv_client_message says why. */
int32_t sv_client_set(sv_client *client, const char *name, const char *value);

/* Ends a client. Its jobs in flight end as SV_ERR_STOPPED without an event. Handles of jobs and
 * results stay readable until they are freed. The library wipes its copies of the key (libcurl and
 * the TLS library keep copies that it cannot wipe). Does nothing while another call on this client
 * runs. */
void sv_client_free(sv_client *client);

/* Why the last call on this client failed, with the next step.
 * Returns: sentences; "" if the call did not fail.
 * Errors: NULL for a bad handle.
 * Owner: borrowed from the client until the next call on it. */
const char *sv_client_message(const sv_client *client);

/* ---- options: the list of chapter OPTIONS, by index from 0 ----
 * Returns: a text.
 * Errors: NULL after the last option.
 * Owner: the texts are static.
 * Thread: any. */

/* The name that sv_client_set takes. */
const char *sv_option_name(uint32_t index);
/* How to read the value: "ms", "bytes", "count", "credits", "flag" (0 or 1), "text", "url", "path"
 * or "json". */
const char *sv_option_unit(uint32_t index);
/* Who takes the option: "client", "any" or "job". */
const char *sv_option_scope(uint32_t index);
/* The default, as sv_client_set takes it. "" if the help says what is used instead. */
const char *sv_option_default(uint32_t index);
/* What the option does, in sentences. */
const char *sv_option_help(uint32_t index);

/* The range of a number. Either pointer may be NULL.
 * Returns: 1 for a number, with its limits in *least and *most. 0 for a text, and both are 0.
 * Errors: SV_ERR_ARGUMENT after the last option. */
int32_t sv_option_range(uint32_t index, int64_t *least, int64_t *most);

/* ---- files for payloads ----
 * A payload refers to such a file as {"$input": "name"} (chapter FILES). The same name again
 * replaces what it had. The name has 1 to 255 bytes. If others write the payload, choose a name
 * that they cannot guess.
 * Returns: SV_OK.
 * Errors: SV_ERR_ARGUMENT and SV_ERR_MEMORY; sv_client_message says why.
 * Thread: the client's. */

/* Gives a file of this machine a name. Each job that sends it opens it. file_name and content_type
 * may be NULL: then they come from the path and from the first bytes. */
int32_t sv_client_add_file(sv_client *client, const char *name, const char *path,
                           const char *file_name, const char *content_type);
/* Gives a copy of `len` bytes a name. `len` must not be 0.
 * Owner: the client keeps the copy until its name is removed or replaced and no job sends it. */
int32_t sv_client_add_bytes(sv_client *client, const char *name, const void *bytes, size_t len,
                            const char *file_name, const char *content_type);
/* Removes a name. Jobs that were started with it keep the file. The memory is freed when no job
 * sends it any more.
 * Errors: SV_ERR_ARGUMENT for a name that is not there. */
int32_t sv_client_remove_input(sv_client *client, const char *name);

/* ---- blocking calls: start, poll and free in one ----
 * A blocking call returns when its operation has ended. Other jobs of the client go on in the
 * meantime, and their events wait for sv_poll. on_event and options_json may be NULL. A signal that
 * the program handles does not end the call.
 * Returns: the status of the result.
 * Errors: chapter MONEY lists them. If nothing was started, *out is NULL and sv_client_message has
 *   the reason: for SV_ERR_ARGUMENT (a missing key too), SV_ERR_HANDLE and SV_ERR_MISUSE, and for
 *   SV_ERR_VALIDATION, SV_ERR_FILE and SV_ERR_MEMORY before the start. Otherwise *out is set on
 *   failure too.
 * Owner: the caller frees *out with sv_result_free.
 * Thread: the client's; the callback runs on it. */

/* Creates a generation and follows it to a terminal status or to the end of a budget. `endpoint` is
 * a model or a path (chapter ENDPOINTS). `payload_json` is the model's own JSON object. It is sent
 * as it is, unless it names files (chapter FILES). A text with a NUL (U+0000), a lone surrogate or
 * bytes that are not UTF-8 is refused; the message has its JSON pointer and its byte.
 *
 * If the client has an OpenAPI document (openapi_file, openapi_json), the payload is compared with
 * it first. In the mode strict, a wrong payload is refused as SV_ERR_VALIDATION. In the mode warn,
 * each problem is an SV_EVENT_NOTICE and the payload is sent. What the document itself leaves open,
 * and fields that it does not know, are reported and never refused.
 * Returns: SV_OK if the platform reported COMPLETED; the outputs are in the result. */
int32_t sv_generate(sv_result **out, sv_client *client, const char *endpoint,
                    const char *payload_json, const char *options_json, sv_event_fn on_event,
                    void *context);

/* Shows the request that sv_generate would send first, and sends nothing (a dry run). It needs no
 * key. sv_result_json has the record "prepared", with "Bearer ***" for the key. The record also
 * reports how the payload compares with the client's OpenAPI document (openapi_file, openapi_json,
 * validate).
 * Returns: SV_OK.
 * Errors: SV_ERR_VALIDATION if sv_generate would refuse the payload; *out is set then too. Others
 *   as for sv_start. */
int32_t sv_prepare(sv_result **out, sv_client *client, const char *endpoint,
                   const char *payload_json, const char *options_json);

/* Follows a generation that exists, at no cost. `generation_id` is any UTF-8 text of 1 byte to 64
 * KiB without control characters. */
int32_t sv_wait(sv_result **out, sv_client *client, const char *generation_id,
                const char *options_json, sv_event_fn on_event, void *context);

/* Saves an output to the file `path`. The content is written to a temporary file in the same folder
 * and then renamed, so `path` never contains a partial file. If `path` exists, the call ends as
 * SV_ERR_FILE, unless the option overwrite is 1. A download never touches the generation: it can be
 * repeated at no cost. The key is not sent.
 *
 * The address must be https. http is accepted only from a loopback host while base_url is on one.
 * The same is true of its redirects, up to redirects_max. An address is read as browsers read it:
 * spaces and letters outside ASCII are percent-encoded. data: addresses are decoded.
 *
 * A download that breaks off goes on where it was, if the host can show that the file is unchanged.
 * Otherwise it starts again. download_tries_max limits the tries that bring nothing new. A file
 * that is missing (HTTP 404) is requested again for 10 s, because a new file may not be everywhere
 * at once.
 * Errors: SV_ERR_PROTOCOL if the file is empty, or is a page, a program or a script; or if its
 *   first bytes differ from the option expected_type or, without it, from the type that the host
 *   reports. SV_ERR_FILE if the path cannot be written. SV_ERR_TIMEOUT. */
int32_t sv_download(sv_result **out, sv_client *client, const char *url, const char *path,
                    const char *options_json, sv_event_fn on_event, void *context);

/* Queries the credit balance. sv_result_json has the platform's answer as "response", and as
 * "balance" the number that chapter CREDITS reads from it, or null. Times out after
 * poll_timeout_ms. */
int32_t sv_credits(sv_result **out, sv_client *client);

/* ---- starting jobs: many at once ----
 * sv_start, sv_attach, sv_start_download and sv_start_credits are sv_generate, sv_wait, sv_download
 * and sv_credits without the wait: sv_poll drives them. `tag` comes back with each event of the
 * job.
 * Returns: SV_OK.
 * Errors: SV_ERR_ARGUMENT, SV_ERR_HANDLE, SV_ERR_MISUSE, SV_ERR_VALIDATION, SV_ERR_FILE or
 *   SV_ERR_MEMORY: nothing was started, *out is NULL and sv_client_message has the reason. What
 *   happens later is in the job's result.
 * Owner: the caller frees *out with sv_job_free.
 * Thread: the client's. */

/* Starts what sv_generate does. */
int32_t sv_start(sv_job **out, sv_client *client, const char *endpoint, const char *payload_json,
                 const char *options_json, uint64_t tag);
/* Starts what sv_wait does. */
int32_t sv_attach(sv_job **out, sv_client *client, const char *generation_id,
                  const char *options_json, uint64_t tag);
/* Starts what sv_download does. */
int32_t sv_start_download(sv_job **out, sv_client *client, const char *url, const char *path,
                          const char *options_json, uint64_t tag);
/* Starts what sv_credits does. */
int32_t sv_start_credits(sv_job **out, sv_client *client, uint64_t tag);

/* ---- following jobs: events, cancels and results ----
 * Returns: SV_OK.
 * Thread: the client's. */

/* Does the network work of all jobs and hands over one event. timeout_ms < 0 waits without limit; 0
 * does not wait. If no job is in flight, it returns 0 at once. sv_client_wakeup, and a signal that
 * the program handles, end the wait with 0.
 * Returns: 1 with an event in *out; 0 without one.
 * Errors: SV_ERR_ARGUMENT, SV_ERR_HANDLE or SV_ERR_MISUSE.
 * Owner: *out is borrowed until the next call on the client. */
int32_t sv_poll(const sv_event **out, sv_client *client, int32_t timeout_ms);

/* As sv_poll, but hands over all events that are due (at most 4096) in one text. Each is its
 * record, one line of JSON that ends with LF. It is meant for languages in which a call is
 * expensive. After a job's last record was returned, sv_job_result returns its result.
 * Returns: the number of lines, or 0.
 * Errors: as sv_poll, and SV_ERR_MEMORY.
 * Owner: *out has *len bytes and is borrowed until the next poll. `len` may be NULL. */
int32_t sv_poll_lines(const char **out, size_t *len, sv_client *client, int32_t timeout_ms);

/* One line of sv_poll_lines. Offsets count bytes from the start of the text. */
typedef struct sv_line {
  uint64_t tag;           /* of its job */
  uint64_t kind;          /* SV_EVENT_... */
  uint64_t offset;        /* of its first byte */
  uint64_t length;        /* in bytes, with its LF */
  uint64_t status;        /* offset of the status of an SV_EVENT_MESSAGE or SV_EVENT_POLL, as JSON
                             writes it between quotation marks; a line with the same status as the
                             line before can have the same offset */
  uint64_t status_length; /* in bytes; 0 if there is none, and for other kinds of events */
} sv_line;

/* Describes the lines of the last sv_poll_lines, in their order. A caller can sort them by job
 * without reading JSON.
 * Returns: the first of *count lines. NULL if there are no lines, and while another call uses the
 *   client. `count` may be NULL.
 * Errors: NULL for a bad handle.
 * Owner: borrowed until the next poll. */
const sv_line *sv_line_table(sv_client *client, size_t *count);

/* One descriptor for an event loop (chapter EVENT LOOP). It is level-triggered: readable means
 * "call sv_poll with 0 until it returns 0". It can be readable although sv_poll then returns 0.
 * Returns: a descriptor, 3 or higher.
 * Errors: SV_ERR_HANDLE; SV_ERR_MISUSE in a forked process.
 * Owner: the client. Never read, write or close it. It lives as long as the client.
 * Thread: the client's, also inside callbacks. */
int32_t sv_client_fd(sv_client *client);

/* Ends the current or the next sv_poll with 0. A blocking call does not end, but handles pending
 * cancels at once.
 * Errors: SV_ERR_HANDLE; SV_ERR_MISUSE in a forked process.
 * Thread: any, also inside callbacks. */
int32_t sv_client_wakeup(sv_client *client);

/* Asks a job to stop. The next sv_poll does it, or a blocking call at once. Events that have
 * arrived are still delivered. Then SV_EVENT_END follows with SV_ERR_STOPPED, unless the job had
 * already ended. No request starts after it.
 * Errors: SV_ERR_HANDLE; SV_ERR_MISUSE in a forked process.
 * Thread: any, also inside callbacks. */
int32_t sv_cancel(sv_job *job);

/* As sv_cancel, but if a create was sent whole, the job first waits for the answer. It goes on
 * until the platform has sent an id or refused, so that the id of what may have been bought is not
 * lost. Then it ends as after sv_cancel. A create whose body is not whole yet has bought nothing
 * and is dropped at once. No other request starts. total_timeout_ms bounds the wait, and sv_cancel
 * still ends it at once.
 * Errors: SV_ERR_HANDLE; SV_ERR_MISUSE in a forked process.
 * Thread: any, also inside callbacks. */
int32_t sv_cancel_gracefully(sv_job *job);

/* How a job has ended.
 * Returns: its result; NULL until its SV_EVENT_END was handed over or its client was freed.
 * Errors: NULL for a bad handle.
 * Owner: borrowed from the job. */
const sv_result *sv_job_result(const sv_job *job);

/* The id of the job's generation.
 * Returns: the id, as the platform gave it; NULL until it is known.
 * Errors: NULL for a bad handle.
 * Owner: borrowed from the job. */
const char *sv_job_generation_id(const sv_job *job);

/* Frees a job. If it is in flight, the library stops following it and discards its events. Allowed
 * at any time outside a callback. */
void sv_job_free(sv_job *job);

/* ---- offline ----
 * A pure function of its arguments: no client, no network, no clock.
 * Returns: SV_OK.
 * Owner: the caller frees *out with sv_result_free. *out is a result on failure too, unless memory
 *   is missing; its message says what is wrong.
 * Thread: any. */

/* What an answer of the platform means: by its code, then by its HTTP status, then, if both say
 * nothing, by its words. `body` is any bytes and may be NULL. `http_status` is 0 if only the body
 * is known, as of an event. sv_result_status and sv_result_category return the kind of the error,
 * or SV_OK if the answer is no error. sv_result_retry_after_ms is 0 or -1. sv_result_json is the
 * record "classified", whose charge_state follows the table of chapter BEFORE THE ID.
 * Returns: SV_OK if the answer could be classified.
 * Errors: SV_ERR_ARGUMENT for a status outside 0 to 999; SV_ERR_MEMORY. *out is NULL then. */
int32_t sv_classify_error(sv_result **out, int32_t http_status, const char *body, size_t body_len);

/* The content of a data: address, such as an output can have: in memory what sv_download writes to
 * a file. `url` has url_len bytes. sv_result_content has the content, and sv_result_json the record
 * "decoded". The address is read as browsers read it: "data:" and ";base64" in capitals or small
 * letters, "%41" as A, "%zz" unchanged, base64 with white space and without its padding. The kind
 * of content is not judged, while sv_download refuses programs, and pages in place of media.
 * Errors: SV_ERR_ARGUMENT for NULL and for another kind of address. SV_ERR_PROTOCOL if the comma is
 *   missing or the base64 is ill-formed. SV_ERR_MEMORY. */
int32_t sv_data_url_decode(sv_result **out, const char *url, size_t url_len);

/* What an OpenAPI document says about an endpoint, or which endpoints it has. `openapi_json` is the
 * document as JSON: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, with or without a BOM. `docs_json` is a
 * site's navigation (Mintlify's docs.json or mint.json) or NULL. `query_json` is NULL, which lists
 * all endpoints, or an object with any of these members:
 *     endpoint          "POST /path", "/path" or the path of a model, as
 *                       chapter ENDPOINTS says, but for any document. "/v1",
 *                       the path of the servers and values in place of
 *                       {parameters} are accepted. Without it, the endpoints
 *                       are listed
 *     template          true: request_template, the smallest payload that
 *                       satisfies the schema
 *     include_defaults  true: with the optional fields that have a default
 *     variant           which form of a union the template has: its name, its
 *                       discriminator's value or its number from 1
 *     content_type      which form of the body `fields` describes; JSON if
 *                       there is one
 *     document_url      where the document came from; relative servers are
 *                       resolved against it
 *     model_openapi     one model's own document, an object or its text; it
 *                       counts before the other document
 *     list_endpoints    true: as without an endpoint
 *     category          lists the pages of a group of the navigation
 *                       ("images"), or without a navigation the endpoints
 *                       with such a tag
 *     docs_source       text that is returned as `source`
 *     pages             front matter of the navigation's pages by slug:
 *                       {"api/image": "POST /image"} or
 *                       {"api/image": {"openapi": ..}}
 * The answer is the record "inspected" or "endpoints". References to other documents are listed in
 * `notes` and never fetched.
 * Errors: SV_ERR_ARGUMENT for a document or query that cannot be read, with line and column.
 *   SV_ERR_NOT_FOUND for an endpoint that the document does not have; the message names the most
 *   similar endpoints. SV_ERR_MEMORY. */
int32_t sv_inspect(sv_result **out, const char *openapi_json, size_t openapi_len,
                   const char *docs_json, size_t docs_len, const char *query_json);

/* Compares a payload with what an endpoint of an OpenAPI document takes, before it costs anything.
 * `openapi_json` is an OpenAPI 3.0 to 3.2 or Swagger 2.0 document in JSON of `openapi_len` bytes.
 * `endpoint` is "METHOD /path", "/path" (for POST) or a model's path. `payload_json` is any JSON
 * text. The whole schema counts: types, limits, patterns, formats, unions, references within the
 * document. The work is bounded: what could not be checked is listed in "notes" and counts as
 * valid. sv_result_json is an object:
 *     valid           whether sv_generate sends the payload with the option
 *                     validate=auto: no misspelt field, and no problem that
 *                     the document is sure of
 *     only_misspelt   whether misspelt fields alone make it invalid
 *     certainty       "certain", "partial", "unverified", or null if the
 *                     document does not state how sure it is of the model
 *     warnings        texts: the faults that do not prevent the sending
 *     problems        at most 100 objects with "pointer", "keyword", "found",
 *                     "expected", "hint" (or null), "variant" (the variant of
 *                     the union that was checked), and "assumed": true if the
 *                     document is not sure of this rule
 *     unknown_fields  at most 100 objects with "pointer", "name" and
 *                     "nearest" (or null): fields that the schema does not
 *                     define but accepts; one with a nearest name is misspelt
 *     blank_fields    the names of fields that are required, and blank
 *     notes           texts
 * Pointers are JSON pointers into the payload (RFC 6901).
 * Returns: SV_OK for a valid payload.
 * Errors: SV_ERR_VALIDATION if the payload is invalid. SV_ERR_ARGUMENT for a document or payload
 *   that cannot be read, with line and column. SV_ERR_NOT_FOUND for an endpoint that the document
 *   does not have; the message names the most similar endpoints. SV_ERR_MEMORY. */
int32_t sv_validate(sv_result **out, const char *openapi_json, size_t openapi_len,
                    const char *endpoint, const char *payload_json);

/* Verifies that a webhook comes from the holder of the secret (Standard Webhooks). `id`,
 * `timestamp` and `signature` are the values of the headers webhook-id, webhook-timestamp and
 * webhook-signature, as they came; NULL is a missing header. `body` is the bytes as received,
 * before any parsing. `secret` is the text of the dashboard: whsec_ and base64. `now_s` is
 * time(NULL). The webhook may be `tolerance_s` seconds older or newer than that; a negative number
 * means 300. The time that the comparison takes does not depend on what it finds. `out` may be
 * NULL. A webhook can arrive twice; its webhook-id is then the same.
 * Returns: SV_OK for an authentic webhook.
 * Errors: SV_ERR_SIGNATURE if the webhook is not authentic; the message has the cause.
 *   SV_ERR_ARGUMENT for a secret that cannot be one. SV_ERR_MEMORY. */
int32_t sv_webhook_verify(sv_result **out, const char *id, const char *timestamp,
                          const char *signature, const char *body, size_t body_len,
                          const char *secret, int64_t now_s, int64_t tolerance_s);

/* Reads the body of a verified webhook. The result has the id of the generation, its outputs if it
 * has succeeded, and as category how it ended: SV_ERR_JOB_FAILED or its code's category,
 * SV_ERR_JOB_CANCELED, else SV_OK. sv_result_json is the record "webhook".
 * Errors: SV_ERR_PROTOCOL if the body is not a JSON object. SV_ERR_MEMORY; if the id was read by
 *   then, the result has it. */
int32_t sv_webhook_parse(sv_result **out, const char *body, size_t body_len);

/* Whether to replace the stored state `known` with `state` from a webhook. Both are the platform's
 * words, as "state" of the record "webhook" has them, such as IN_QUEUE, IN_PROGRESS and COMPLETED.
 * Webhooks can be late and in any order: an end is never replaced, and running never becomes
 * queued. `known` is NULL if no state is stored yet.
 * Returns: 1 or 0.
 * Errors: none. */
int32_t sv_webhook_moves(const char *known, const char *state);

/* ---- accessors of events ----
 * Owner: what they return is borrowed and lives as long as the event.
 * Errors: NULL or 0 for an event that is gone, unless said.
 * Thread: the client's. */

/* The kind of the event.
 * Returns: SV_EVENT_...
 * Errors: SV_ERR_HANDLE. */
int32_t sv_event_kind(const sv_event *event);
/* The tag of the event's job.
 * Returns: what sv_start was given; 0 in a blocking call. */
uint64_t sv_event_tag(const sv_event *event);
/* The job of the event, for sv_cancel and sv_job_result.
 * Returns: a job.
 * Owner: borrowed; the caller of sv_start frees it. */
sv_job *sv_event_job(const sv_event *event);
/* The platform's status word.
 * Returns: the word as the server sent it; NULL if there is none. */
const char *sv_event_status(const sv_event *event);
/* The id of the event's generation.
 * Returns: the id, as the platform gave it; NULL until it is known. */
const char *sv_event_generation_id(const sv_event *event);
/* The name of a server-sent event.
 * Returns: as the server sent it, "message" by default; NULL if the kind is not
 *   SV_EVENT_MESSAGE. */
const char *sv_event_name(const sv_event *event);
/* The data of an event.
 * Returns: of SV_EVENT_MESSAGE its data, with U+FFFD in place of ill-formed UTF-8; of SV_EVENT_POLL
 *   the body of the answer; otherwise "". As the server sent it, in *len bytes and a NUL. `len` may
 *   be NULL. */
const char *sv_event_data(const sv_event *event, size_t *len);
/* The record of the event, one line of JSON. It is built when this function is called.
 * Returns: *len bytes and a NUL; NULL if memory is missing. `len` may be NULL. */
const char *sv_event_json(const sv_event *event, size_t *len);

/* ---- accessors of results ----
 * Owner: what they return is borrowed and lives as long as the result.
 * Errors: NULL or 0 for a bad handle, unless said.
 * Thread: any. */

/* How the operation ended.
 * Returns: SV_OK or SV_ERR_...
 * Errors: SV_ERR_HANDLE. */
int32_t sv_result_status(const sv_result *result);
/* What kind of failure it was.
 * Returns: the status. For SV_ERR_JOB_FAILED the kind by its code, such as SV_ERR_CONTENT_REJECTED.
 * Errors: SV_ERR_HANDLE. */
int32_t sv_result_category(const sv_result *result);
/* The HTTP status of the answer that decided.
 * Returns: a number such as 402; 0 if no answer arrived. */
int32_t sv_result_http_status(const sv_result *result);
/* What happened, what it means for money, and what to do.
 * Returns: sentences; "" if all is well. Never NULL for a result. */
const char *sv_result_message(const sv_result *result);
/* What is known about the charge (chapter MONEY).
 * Returns: "not_sent", "rejected", "unknown" or "accepted", as "charge_state" of the record. NULL
 *   if the record has none: of a saved file, of a balance, of a webhook without an id, and of calls
 *   that send nothing.
 * Owner: the texts are static. */
const char *sv_result_charge(const sv_result *result);
/* The platform's error code.
 * Returns: the code as the platform sent it; NULL if it sent none. */
const char *sv_result_code(const sv_result *result);
/* The next step, in a sentence.
 * Returns: "" if all is well; NULL if memory is missing. */
const char *sv_result_remedy(const sv_result *result);
/* The id of the generation.
 * Returns: the id, as the platform gave it; NULL if none is known. */
const char *sv_result_generation_id(const sv_result *result);
/* Whether, and when, the same call can be made again unchanged (chapter MONEY).
 * Returns: milliseconds to wait: nothing was bought. -1: do not repeat the call unchanged; if there
 *   is an id, call sv_wait.
 * Errors: -1 for a bad handle. */
int64_t sv_result_retry_after_ms(const sv_result *result);
/* The last record of the operation, one line of JSON.
 * Returns: *len bytes and a NUL. `len` may be NULL. */
const char *sv_result_json(const sv_result *result, size_t *len);
/* How many outputs the result has.
 * Returns: the number of unique addresses in the answer's data, at most 4096. */
uint32_t sv_result_output_count(const sv_result *result);
/* The address of an output, for sv_download. `index` counts from 0, in the order of the answer.
 * Returns: the address; NULL after the last one. */
const char *sv_result_output_url(const sv_result *result, uint32_t index);
/* The content that sv_data_url_decode has read.
 * Returns: *len bytes and a NUL; NULL for other results. `len` may be NULL. */
const char *sv_result_content(const sv_result *result, size_t *len);
/* Frees a result. Does nothing for a borrowed one. */
void sv_result_free(sv_result *result);

#ifdef __cplusplus
}
#endif
#endif
