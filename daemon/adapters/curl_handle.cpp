#include "adapters/curl_handle.h"

#include <sys/socket.h>

#include <netinet/in.h>
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "adapters/response_head.h"

namespace sitewatch {
namespace {

constexpr int most_codings = 2;
constexpr std::size_t kept_body_room = 32 << 10;
constexpr std::size_t large_body = 256 << 10;
// Fewer, larger reads than libcurl's 16 KiB.
constexpr long receive_buffer = 64 << 10;
constexpr std::chrono::milliseconds shortest_timeout{1};
// Certificates, HTTP/2's own frames. Twice the body besides: it may come in records of a hundred bytes each.
constexpr std::size_t framing_room = 1 << 20;

std::optional<Address> address_of(const curl_sockaddr& socket_address) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&socket_address.addr);
  Address address;
  if (socket_address.family == AF_INET) {
    std::copy_n(bytes + offsetof(sockaddr_in, sin_addr), 4, address.bytes.begin());
    return address;
  }
  if (socket_address.family != AF_INET6) return std::nullopt;
  address.family = Family::ipv6;
  std::copy_n(bytes + offsetof(sockaddr_in6, sin6_addr), 16, address.bytes.begin());
  return address;
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) == text.npos;
}

}  // namespace

CurlHandle::CurlHandle(TrustStore trust) : trust_(std::move(trust)), easy_(curl_easy_init()) {
  if (easy_ && set_what_never_changes()) return;
  curl_easy_cleanup(easy_);
  easy_ = nullptr;
}

CurlHandle::~CurlHandle() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(connect_to_);
  curl_slist_free_all(headers_);
}

bool CurlHandle::set_what_never_changes() {
  bool good = true;
  const auto set = [&](CURLoption option, auto value) {
    good = good && curl_easy_setopt(easy_, option, value) == CURLE_OK;
  };
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, error_text_);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_BUFFERSIZE, receive_buffer);

  // The address is pinned and judged; nothing but this one connection may speak for the site.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  set(CURLOPT_OPENSOCKETFUNCTION, on_open);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));

  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
  set(CURLOPT_HEADERFUNCTION, on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));

  // Verification is the observer's: it records every fault and lets the handshake go on.
  set(CURLOPT_SSL_VERIFYPEER, 0L);
  set(CURLOPT_SSL_VERIFYHOST, 0L);
  set(CURLOPT_CAINFO, static_cast<char*>(nullptr));
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
  set(CURLOPT_SSL_CTX_FUNCTION, on_tls);
  set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
  return good;
}

bool CurlHandle::begin(std::unique_ptr<CurlJob> job) {
  job_ = std::move(job);
  body_.clear();
  header_bytes_ = 0;
  socket_error_ = 0;
  began_ = std::chrono::steady_clock::now();
  tls_began_ = {};
  stopped_ = FailureReason::none;
  explanation_.clear();
  error_text_[0] = '\0';
  tls_.begin(job_->request.url.host, 2 * job_->request.max_body + job_->request.max_header + framing_room);
  return easy_ && set_target();
}

bool CurlHandle::set_target() {
  const FetchRequest& request = job_->request;
  const std::string address = request.address.text();
  const bool bracketed = request.address.family == Family::ipv6;
  curl_slist_free_all(connect_to_);
  connect_to_ = curl_slist_append(nullptr, (bracketed ? "::[" + address + "]:" : "::" + address + ":").c_str());
  curl_slist_free_all(headers_);
  headers_ = nullptr;
  for (const auto& [name, value] : request.headers) {
    if (!is_one_line(name) || !is_one_line(value)) continue;
    std::string line = name;
    line.append(": ").append(value);
    headers_ = curl_slist_append(headers_, line.c_str());
  }

  using std::chrono::milliseconds;
  const auto waited = std::chrono::duration_cast<milliseconds>(began_ - job_->asked_at);
  const auto left = std::max(shortest_timeout, request.timeout - waited);
  const auto connect = request.connect_timeout > Duration::zero() ? std::min(request.connect_timeout, left) : left;
  const bool has_agent = !request.user_agent.empty() && is_one_line(request.user_agent);
  return connect_to_ && curl_easy_setopt(easy_, CURLOPT_CONNECT_TO, connect_to_) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_URL, request.url.text().c_str()) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_USERAGENT, has_agent ? request.user_agent.c_str() : nullptr) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect.count())) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count())) == CURLE_OK;
}

bool CurlHandle::stop(FailureReason reason, std::string explanation) {
  stopped_ = reason;
  explanation_ = std::move(explanation);
  return false;
}

curl_socket_t CurlHandle::on_open(void* self, curlsocktype, curl_sockaddr* socket_address) {
  auto& handle = *static_cast<CurlHandle*>(self);
  const FetchRequest& request = handle.job_->request;
  const auto address = address_of(*socket_address);
  if (!address || *address != request.address || !may_connect(*address, request.allow_networks)) {
    handle.stop(FailureReason::blocked_address, "no connection to " + (address ? address->text() : "that family"));
    return CURL_SOCKET_BAD;
  }
  const int type = socket_address->socktype | SOCK_CLOEXEC;
  const int descriptor = socket(socket_address->family, type, socket_address->protocol);
  if (descriptor < 0) handle.socket_error_ = errno;
  return descriptor;
}

CURLcode CurlHandle::on_tls(CURL*, void* context, void* self) {
  auto& handle = *static_cast<CurlHandle*>(self);
  handle.tls_began_ = std::chrono::steady_clock::now() - handle.began_;
  handle.tls_.attach(static_cast<SSL_CTX*>(context), handle.trust_.get());
  return CURLE_OK;
}

std::size_t CurlHandle::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::string_view line{bytes, size * count};
  return static_cast<CurlHandle*>(self)->take_header_line(line) ? line.size() : 0;
}

bool CurlHandle::take_header_line(std::string_view line) {
  FetchResponse& response = job_->response;
  header_bytes_ += line.size();
  if (header_bytes_ > job_->request.max_header) return stop(FailureReason::too_large, "header too large");
  // Trailers come after the body, where nobody looks for them.
  if (response.body_bytes > 0) return true;
  if (line.starts_with("HTTP/")) return take_status_line(line);
  if (line != "\r\n" && line != "\n") {
    add_header(response.headers, line);
    return true;
  }
  if (content_codings(response.headers) > most_codings)
    return stop(FailureReason::too_large, "more than two content codings");
  response.protocol_defect = has_length_defect(response.headers);
  return true;
}

bool CurlHandle::take_status_line(std::string_view line) {
  const auto status = read_status_line(line);
  if (!status) return stop(FailureReason::protocol_error, "status line " + std::string{line.substr(0, 60)});
  job_->response.status = *status;
  job_->response.headers.clear();
  return true;
}

std::size_t CurlHandle::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& handle = *static_cast<CurlHandle*>(self);
  const std::size_t length = size * count;
  const FetchRequest& request = handle.job_->request;
  std::size_t& received = handle.job_->response.body_bytes;
  const std::size_t taken = std::min(length, request.max_body - received);
  received += taken;
  handle.keep({bytes, taken});
  if (taken == length) return length;
  handle.stop(FailureReason::too_large, "body too large");
  return 0;
}

void CurlHandle::keep(std::string_view piece) {
  const std::size_t most = std::min(job_->request.keep_body, job_->request.max_body);
  piece = piece.substr(0, most - body_.size());
  // A large body is handed over as it is: room for all of it at once, instead of doubling past the cap.
  if (body_.size() + piece.size() > large_body && body_.capacity() <= 2 * large_body) body_.reserve(most);
  body_.append(piece);
}

double CurlHandle::seconds(CURLINFO what) const {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_, what, &microseconds);
  return static_cast<double>(microseconds) / 1e6;
}

TransferFacts CurlHandle::facts_of(CURLcode code) const {
  TransferFacts facts;
  facts.code = code;
  facts.stopped = stopped_ != FailureReason::none ? stopped_ : tls_.cut();
  facts.explanation = !explanation_.empty()                         ? explanation_
                      : tls_.cut() == FailureReason::too_large      ? "more TLS records than any page needs"
                      : tls_.cut() == FailureReason::protocol_error ? "TLS handshakes without end"
                      : error_text_[0] != '\0'                      ? error_text_
                                                                    : curl_easy_strerror(code);
  facts.tls = job_->request.url.tls;
  facts.version_refused = tls_.version_refused();
  facts.status = job_->response.status;
  if (!easy_) return facts;
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &facts.system_error);
  if (socket_error_ != 0) facts.system_error = socket_error_;
  facts.connected = seconds(CURLINFO_CONNECT_TIME_T);
  // libcurl only counts a connection whose handshake succeeded.
  if (facts.connected <= 0) facts.connected = tls_began_.count();
  facts.secured = facts.tls ? seconds(CURLINFO_APPCONNECT_TIME_T) : 0;
  facts.sent = seconds(CURLINFO_PRETRANSFER_TIME_T);
  facts.first_byte = seconds(CURLINFO_STARTTRANSFER_TIME_T);
  facts.total = seconds(CURLINFO_TOTAL_TIME_T);
  return facts;
}

std::unique_ptr<CurlJob> CurlHandle::finish(CURLcode code) {
  const TransferFacts facts = facts_of(code);
  FetchResponse& response = job_->response;
  response.failure = failure_of(facts);
  if (response.failure != FailureReason::none) response.detail = facts.explanation;
  response.phase = last_phase(facts);
  response.phases = phases_of(facts);
  response.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - job_->asked_at).count();
  long version = 0;
  if (easy_) curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
  if (response.status != 0)
    response.http_version = version == CURL_HTTP_VERSION_1_0 ? 10 : version == CURL_HTTP_VERSION_2_0 ? 20 : 11;
  response.tls_version = tls_.version();
  response.certificate = tls_.certificate();
  if (body_.capacity() > kept_body_room) {
    response.body = std::exchange(body_, {});
  } else {
    response.body.assign(body_);
  }
  return std::move(job_);
}

}  // namespace sitewatch
