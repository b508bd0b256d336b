#!/usr/bin/env php
<?php
// One generation from PHP with its FFI extension (part of php-cli). Needs no compiler.
//   SKILLS_VIDEO_API_KEY=... php generate.php MODEL PROMPT
declare(strict_types=1);

// The declarations that this script uses, copied from skillsvideo.h.
$sv = FFI::cdef('
typedef struct sv_client sv_client;
typedef struct sv_job sv_job;
typedef struct sv_event sv_event;
typedef struct sv_result sv_result;
int32_t sv_client_create(sv_client **out);
int32_t sv_start(sv_job **out, sv_client *client, const char *endpoint, const char *payload_json,
                 const char *options_json, uint64_t tag);
int32_t sv_poll(const sv_event **out, sv_client *client, int32_t timeout_ms);
int32_t sv_event_kind(const sv_event *event);
const char *sv_event_json(const sv_event *event, size_t *len);
const sv_result *sv_job_result(const sv_job *job);
int32_t sv_result_status(const sv_result *result);
const char *sv_result_message(const sv_result *result);
const char *sv_result_output_url(const sv_result *result, uint32_t index);
const char *sv_client_message(const sv_client *client);
void sv_job_free(sv_job *job);
void sv_client_free(sv_client *client);
', getenv('SKILLSVIDEO_LIBRARY') ?: 'libskillsvideo.so.0');
const EVENT_END = 9;

function fail(string $message): never
{
    fwrite(STDERR, "$message\n");
    exit(1);
}

$client = $sv->new('sv_client *');
$job = $sv->new('sv_job *');
$event = $sv->new('const sv_event *');
if ($sv->sv_client_create(FFI::addr($client)) !== 0) {
    fail('sv_client_create failed');
}
$payload = json_encode(['prompt' => $argv[2] ?? 'a red fox'], JSON_THROW_ON_ERROR);
if ($sv->sv_start(FFI::addr($job), $client, $argv[1] ?? 'google/nano-banana-pro', $payload, null, 0) !== 0) {
    fail($sv->sv_client_message($client));
}
do {
    $got = $sv->sv_poll(FFI::addr($event), $client, 200);
    if ($got < 0) {
        fail($sv->sv_client_message($client));
    }
    if ($got === 1) {
        $record = json_decode($sv->sv_event_json($event, null), true, 512, JSON_THROW_ON_ERROR);
        fwrite(STDERR, $record['event'] . ' ' . ($record['status'] ?? $record['generation_id'] ?? '') . "\n");
    }
} while ($got !== 1 || $sv->sv_event_kind($event) !== EVENT_END);

$result = $sv->sv_job_result($job);
if ($sv->sv_result_status($result) !== 0) {
    fail($sv->sv_result_message($result));
}
for ($index = 0; ($url = $sv->sv_result_output_url($result, $index)) !== null; $index++) {
    echo "$url\n";
}
if ($index === 0) {
    fwrite(STDERR, $sv->sv_result_message($result) . "\n");
}
$sv->sv_job_free($job);
$sv->sv_client_free($client);
