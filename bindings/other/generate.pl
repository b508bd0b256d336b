#!/usr/bin/env perl
# One generation from Perl with FFI::Platypus (libffi-platypus-perl). Needs no compiler.
#   SKILLS_VIDEO_API_KEY=... perl generate.pl MODEL PROMPT
use strict;
use warnings;
use Encode ();
use FFI::Platypus 1.00;
use JSON::PP ();

my $ffi = FFI::Platypus->new(api => 1, lib => $ENV{SKILLSVIDEO_LIBRARY} // 'libskillsvideo.so.0');
$ffi->attach(sv_client_create => ['opaque*'] => 'sint32');
$ffi->attach(sv_start => ['opaque*', 'opaque', 'string', 'string', 'string', 'uint64'] => 'sint32');
$ffi->attach(sv_poll => ['opaque*', 'opaque', 'sint32'] => 'sint32');
$ffi->attach(sv_event_kind => ['opaque'] => 'sint32');
$ffi->attach(sv_event_json => ['opaque', 'opaque'] => 'string');
$ffi->attach(sv_job_result => ['opaque'] => 'opaque');
$ffi->attach(sv_result_status => ['opaque'] => 'sint32');
$ffi->attach(sv_result_message => ['opaque'] => 'string');
$ffi->attach(sv_result_output_url => ['opaque', 'uint32'] => 'string');
$ffi->attach(sv_client_message => ['opaque'] => 'string');
$ffi->attach($_ => ['opaque'] => 'void')
    for qw(sv_job_free sv_client_free);

use constant EVENT_END => 9;
my ($model, $prompt) = @ARGV;
# Arguments are bytes (UTF-8), which the C function takes unchanged. Only JSON::PP needs characters.
my $payload = JSON::PP::encode_json({ prompt => Encode::decode('UTF-8', $prompt // 'a red fox') });

sv_client_create(\my $client) == 0 or die "sv_client_create failed\n";
sv_start(\my $job, $client, $model // 'google/nano-banana-pro', $payload, undef, 0) == 0
    or die sv_client_message($client) . "\n";

while (1) {
    # Waits 200 ms at most, so that Perl can handle Ctrl-C between two calls.
    my $got = sv_poll(\my $event, $client, 200);
    die sv_client_message($client) . "\n" if $got < 0;
    next if $got == 0;
    my $record = JSON::PP::decode_json(sv_event_json($event, undef));
    print {*STDERR} "$record->{event} @{[ $record->{status} // $record->{generation_id} // '' ]}\n";
    last if sv_event_kind($event) == EVENT_END;
}

my $result = sv_job_result($job);
my $status = sv_result_status($result);
if ($status == 0) {
    my $count = 0;
    for (; defined(my $url = sv_result_output_url($result, $count)); $count++) { print "$url\n" }
    print {*STDERR} sv_result_message($result), "\n" if $count == 0;
} else {
    print {*STDERR} sv_result_message($result), "\n";
}
sv_job_free($job);
sv_client_free($client);
exit($status == 0 ? 0 : 1);
