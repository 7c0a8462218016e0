#include "adapters/api_client.h"

#include <curl/curl.h>

#include <memory>

#include "domain/url.h"

namespace sitewatch {
namespace {

constexpr std::size_t most_body = 256u << 20;

struct EasyEnd {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyEnd>;
using List = std::unique_ptr<curl_slist, ListEnd>;

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* target) {
  std::string& body = *static_cast<std::string*>(target);
  if (body.size() + size * count > most_body) return 0;
  try {
    body.append(bytes, size * count);
  } catch (const std::bad_alloc&) {
    return 0;  // libcurl ends the transfer; no exception may pass through it.
  }
  return size * count;
}

void add(List& list, const std::string& line) {
  curl_slist* const head = curl_slist_append(list.get(), line.c_str());
  if (!list) list.reset(head);
}

bool is_loopback(const Url& url) {
  if (url.host == "localhost") return true;
  const auto address = url.numeric_host();
  if (!address) return false;
  return Network::parse("127.0.0.0/8")->contains(*address) || address == Address::parse("::1");
}

void set_options(CURL* handle, const ApiServer& server, std::string& body) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
  if (!server.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, server.ca_file.c_str());
}

}  // namespace

Result<ApiAnswer> ApiClient::get(const std::string& path) const {
  return ask("GET", path, nullptr);
}

Result<ApiAnswer> ApiClient::post(const std::string& path, const std::string& json) const {
  return ask("POST", path, &json);
}

Result<ApiAnswer> ApiClient::remove(const std::string& path) const {
  return ask("DELETE", path, nullptr);
}

Result<ApiAnswer> ApiClient::ask(const char* method, const std::string& path, const std::string* json) const {
  const Result<Url> url = Url::parse(server_.url + path);
  if (!url) return failure("cannot use " + server_.url + " as the daemon's address: " + url.error().message);
  if (!url->tls && !server_.token.empty() && !is_loopback(*url))
    return failure("will not send a token to " + url->authority() + " unencrypted: use https, or ask on that machine");

  const Easy handle{curl_easy_init()};
  if (!handle) return failure("cannot start an HTTP request: out of memory");
  ApiAnswer answer;
  set_options(handle.get(), server_, answer.body);
  const std::string text = url->text();
  curl_easy_setopt(handle.get(), CURLOPT_URL, text.c_str());
  List headers;
  add(headers, "Accept: application/json");
  if (!server_.token.empty()) add(headers, "Authorization: Bearer " + server_.token);
  if (json) {
    add(headers, "Content-Type: application/json");
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json->size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, json->c_str());
  }
  curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  const CURLcode outcome = curl_easy_perform(handle.get());
  if (outcome != CURLE_OK)
    return failure("cannot reach sitewatchd at " + server_.url + ": " + curl_easy_strerror(outcome), true);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

std::string url_escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view{"-_.~"}.find(c) != std::string_view::npos;
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(digits[byte >> 4]);
      out.push_back(digits[byte & 15]);
    }
  }
  return out;
}

}  // namespace sitewatch
