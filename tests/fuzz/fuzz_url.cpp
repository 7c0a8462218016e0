// Our parser of web addresses and libcurl's must read the same host and port out of whatever ours accepts.
#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "domain/url.h"
#include "fuzz/fuzz_check.h"

namespace {

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  FUZZ_CHECK(curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) == CURLUE_OK);
  const std::string copy = text;
  curl_free(text);
  return copy;
}

void check(const sitewatch::Url& url) {
  const auto again = sitewatch::Url::parse(url.text());
  FUZZ_CHECK(again && *again == url);
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> theirs(curl_url(), curl_url_cleanup);
  FUZZ_CHECK(curl_url_set(theirs.get(), CURLUPART_URL, url.text().c_str(), 0) == CURLUE_OK);
  std::string host = part(theirs.get(), CURLUPART_HOST);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  FUZZ_CHECK(host == url.host);
  FUZZ_CHECK(part(theirs.get(), CURLUPART_PORT) == std::to_string(url.port));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = sitewatch::Url::parse(text)) check(*url);
  static const auto base = sitewatch::Url::parse("http://www.qinghe.example/a/b?c");
  if (const auto url = base->resolve(text)) check(*url);
  return 0;
}
