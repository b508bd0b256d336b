#!/usr/bin/env ruby
# frozen_string_literal: true

# One generation from Ruby with Fiddle, which comes with Ruby. Needs no compiler and no gem.
#   SKILLS_VIDEO_API_KEY=... ruby generate.rb MODEL PROMPT
require 'fiddle/import'
require 'json'

# The functions that this script uses, as skillsvideo.h declares them.
module SkillsVideo
  extend Fiddle::Importer
  dlload ENV.fetch('SKILLSVIDEO_LIBRARY', 'libskillsvideo.so.0')
  extern 'int sv_client_create(void **)'
  extern 'int sv_start(void **, void *, const char *, const char *, const char *, uint64_t)'
  extern 'int sv_poll_lines(void **, size_t *, void *, int)'
  extern 'const char *sv_client_message(void *)'
  extern 'void sv_job_free(void *)'
  extern 'void sv_client_free(void *)'
end

# Memory for a pointer that a function returns through a parameter.
def cell
  Fiddle::Pointer.malloc(Fiddle::SIZEOF_VOIDP, Fiddle::RUBY_FREE)
end

model = ARGV.fetch(0, 'google/nano-banana-pro')
payload = JSON.generate(prompt: ARGV.fetch(1, 'a red fox'))
client, job, text, length = cell, cell, cell, cell
abort 'sv_client_create failed' if SkillsVideo.sv_client_create(client).negative?
status = SkillsVideo.sv_start(job, client.ptr, model, payload, nil, 0)
abort SkillsVideo.sv_client_message(client.ptr).to_s if status.negative?

last = nil
until last
  # Waits 200 ms at most, so that Ruby can handle Ctrl-C between two calls.
  count = SkillsVideo.sv_poll_lines(text, length, client.ptr, 200)
  abort SkillsVideo.sv_client_message(client.ptr).to_s if count.negative?
  next if count.zero?

  text.ptr[0, length[0, Fiddle::SIZEOF_SIZE_T].unpack1('J')].force_encoding('UTF-8').each_line do |line|
    record = JSON.parse(line)
    warn "#{record['event']} #{record['status'] || record['generation_id']}"
    last = record if %w[terminal timeout error].include?(record['event'])
  end
end
SkillsVideo.sv_job_free(job.ptr)
SkillsVideo.sv_client_free(client.ptr)
abort last['message'].to_s unless last['ok']
warn last['message'] if last['outputs'].empty?
last['outputs'].each { |output| puts output['url'] }
