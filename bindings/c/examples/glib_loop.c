/* A GLib main loop, as in a GTK program: the client's descriptor is one of its sources.
 * Introduces: sv_client_fd as a GSource, sv_start_credits. Build with: pkg-config --cflags --libs skillsvideo
 * glib-2.0 */
#include <glib-unix.h>
#include <skillsvideo.h>
#include <stdio.h>

typedef struct {
  GMainLoop *loop;
  sv_client *client;
  int running, failed, ticks;
} app;

static gboolean readable(gint fd, GIOCondition condition, gpointer data) {
  app *self = data;
  const sv_event *event = NULL;
  (void)fd, (void)condition;
  while (sv_poll(&event, self->client, 0) > 0) {
    if (sv_event_kind(event) != SV_EVENT_END) continue;
    const sv_result *result = sv_job_result(sv_event_job(event));
    puts(sv_result_json(result, NULL));
    if (sv_result_status(result) != SV_OK) self->failed++;
    if (--self->running == 0) g_main_loop_quit(self->loop);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean tick(gpointer data) {
  ((app *)data)->ticks++;
  return G_SOURCE_CONTINUE;
}

int main(void) {
  app self = {.loop = g_main_loop_new(NULL, FALSE)};
  sv_job *picture = NULL, *credits = NULL;
  if (sv_client_create(&self.client) != SV_OK) return perror("sv_client_create"), 1;
  const char *payload = "{\"prompt\":\"a red fox\"}";
  if (sv_start(&picture, self.client, "google/nano-banana-pro", payload, NULL, 1) == SV_OK)
    self.running++;
  if (sv_start_credits(&credits, self.client, 2) == SV_OK) self.running++;
  if (self.running < 2) fprintf(stderr, "%s\n", sv_client_message(self.client));
  guint source = g_unix_fd_add(sv_client_fd(self.client), G_IO_IN, readable, &self);
  guint timer = g_timeout_add(50, tick, &self);
  if (self.running > 0) g_main_loop_run(self.loop);
  fprintf(stderr, "the loop went on meanwhile: %d ticks\n", self.ticks);
  g_source_remove(source);
  g_source_remove(timer);
  sv_job_free(picture);
  sv_job_free(credits);
  sv_client_free(self.client);
  g_main_loop_unref(self.loop);
  return self.failed == 0 && picture && credits ? 0 : 1;
}
