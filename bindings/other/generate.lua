#!/usr/bin/env luajit
-- One generation from LuaJIT with its ffi library. Needs no compiler and no rock.
--   SKILLS_VIDEO_API_KEY=... luajit generate.lua MODEL PROMPT
local ffi = require("ffi")

-- The declarations that this script uses, copied from skillsvideo.h.
ffi.cdef [[
typedef struct sv_client sv_client;
typedef struct sv_job sv_job;
typedef struct sv_event sv_event;
typedef struct sv_result sv_result;
int32_t sv_client_create(sv_client **out);
int32_t sv_start(sv_job **out, sv_client *client, const char *endpoint, const char *payload_json,
                 const char *options_json, uint64_t tag);
int32_t sv_poll(const sv_event **out, sv_client *client, int32_t timeout_ms);
int32_t sv_event_kind(const sv_event *event);
const char *sv_event_status(const sv_event *event);
const char *sv_event_generation_id(const sv_event *event);
const sv_result *sv_job_result(const sv_job *job);
int32_t sv_result_status(const sv_result *result);
const char *sv_result_message(const sv_result *result);
uint32_t sv_result_output_count(const sv_result *result);
const char *sv_result_output_url(const sv_result *result, uint32_t index);
const char *sv_client_message(const sv_client *client);
void sv_job_free(sv_job *job);
void sv_client_free(sv_client *client);
]]
local END = 9
local sv = ffi.load(os.getenv("SKILLSVIDEO_LIBRARY") or "libskillsvideo.so.0")

-- A Lua string (UTF-8) as a JSON string: escapes quotes, backslashes and control characters.
local function quoted(text)
  local escaped = text:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end)
  return '"' .. escaped .. '"'
end

local function text(pointer)
  return pointer ~= nil and ffi.string(pointer) or ""
end

-- These are freed below and not by finalizers: at exit LuaJIT may unload the library before it runs them.
local client_out, job_out = ffi.new("sv_client *[1]"), ffi.new("sv_job *[1]")

local function generate(model, prompt)
  assert(sv.sv_client_create(client_out) == 0, "sv_client_create failed")
  local client = client_out[0]
  if sv.sv_start(job_out, client, model, ('{"prompt":%s}'):format(quoted(prompt)), nil, 0) < 0 then
    error(text(sv.sv_client_message(client)), 0)
  end
  local event = ffi.new("const sv_event *[1]")
  repeat
    local got = sv.sv_poll(event, client, 200)
    if got < 0 then error(text(sv.sv_client_message(client)), 0) end
    if got == 1 then
      local id, status = sv.sv_event_generation_id(event[0]), sv.sv_event_status(event[0])
      io.stderr:write(text(id), " ", text(status), "\n")
    end
  until got == 1 and sv.sv_event_kind(event[0]) == END
  local result = sv.sv_job_result(job_out[0])
  if sv.sv_result_status(result) ~= 0 then error(text(sv.sv_result_message(result)), 0) end
  if sv.sv_result_output_count(result) == 0 then
    io.stderr:write(text(sv.sv_result_message(result)), "\n")
  end
  for index = 0, tonumber(sv.sv_result_output_count(result)) - 1 do
    print(text(sv.sv_result_output_url(result, index)))
  end
end

local good, message = pcall(generate, arg[1] or "google/nano-banana-pro", arg[2] or "a red fox")
sv.sv_job_free(job_out[0])
sv.sv_client_free(client_out[0])
if not good then
  io.stderr:write(message, "\n")
  os.exit(1)
end
