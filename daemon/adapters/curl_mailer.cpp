#include "adapters/curl_mailer.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <csignal>
#include <cstring>
#include <string_view>

#include "domain/mail_address.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch {
namespace {

constexpr std::size_t reply_bytes = 200;
constexpr long connect_seconds = 15;

/// What one attempt at one relay showed.
struct Attempt {
  std::string_view message;
  std::size_t sent = 0;
  bool mail_begun = false;    ///< A MAIL command went out: this relay has been told of the mail.
  bool message_gone = false;  ///< Everything up to the final dot was handed to the connection.
  bool answered_dot = false;  ///< A reply came after that.
  bool quitting = false;      ///< What comes now is only good-bye.
  int code = 0;               ///< Of the last reply.
  std::string reply;
  const std::atomic<bool>* abandoned = nullptr;
};

std::size_t read_message(char* buffer, std::size_t size, std::size_t count, void* user) {
  Attempt& attempt = *static_cast<Attempt*>(user);
  const std::size_t length = std::min(size * count, attempt.message.size() - attempt.sent);
  std::memcpy(buffer, attempt.message.data() + attempt.sent, length);
  attempt.sent += length;
  if (length == 0) attempt.message_gone = true;
  return length;
}

int code_of(std::string_view line) {
  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, [](char c) { return c >= '0' && c <= '9'; }))
    return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

std::size_t take_reply(char* line, std::size_t size, std::size_t count, void* user) {
  Attempt& attempt = *static_cast<Attempt*>(user);
  const std::string_view text{line, size * count};
  if (attempt.quitting) return size * count;
  attempt.code = code_of(text);
  attempt.reply = text.substr(0, 4 * reply_bytes);
  if (attempt.message_gone) attempt.answered_dot = true;
  return size * count;
}

int watch_commands(CURL*, curl_infotype type, char* bytes, std::size_t size, void* user) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  Attempt& attempt = *static_cast<Attempt*>(user);
  const std::string_view command{bytes, size};
  if (command.starts_with("MAIL ")) attempt.mail_begun = true;
  if (command.starts_with("QUIT")) attempt.quitting = true;
  return 0;
}

int stop_when_abandoned(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Attempt*>(user)->abandoned->load() ? 1 : 0;
}

struct CurlHandle {
  CURL* easy = curl_easy_init();
  curl_slist* recipients = nullptr;
  CurlHandle() = default;
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;
  ~CurlHandle() {
    curl_slist_free_all(recipients);
    if (easy) curl_easy_cleanup(easy);
  }
};

std::string relay_text(const CurlMailer::Relay& relay) {
  const bool ipv6 = relay.host.find(':') != std::string::npos;
  return (ipv6 ? '[' + relay.host + ']' : relay.host) + ':' + std::to_string(relay.port);
}

void set_transfer(CURL* easy, Attempt& attempt) {
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_message);
  curl_easy_setopt(easy, CURLOPT_READDATA, &attempt);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_reply);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &attempt);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, watch_commands);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &attempt);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, stop_when_abandoned);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &attempt);
}

void set_relay(CURL* easy, const CurlMailer::Relay& relay, const CurlMailer::Settings& settings,
               const std::string& greeting_name) {
  const bool implicit = relay.tls == CurlMailer::Tls::tls;
  const std::string url = (implicit ? "smtps://" : "smtp://") + relay_text(relay) + '/' + greeting_name;
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  const auto limit = static_cast<long>(settings.timeout.count());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, limit);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(limit, connect_seconds * 1000));
  // libcurl would otherwise wait two minutes for a single reply, whatever the limit of the whole.
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, (limit + 999) / 1000));
  const bool encrypted = relay.tls != CurlMailer::Tls::none;
  curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(encrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings.trust_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, settings.trust_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  if (relay.user.empty()) return;
  curl_easy_setopt(easy, CURLOPT_USERNAME, relay.user.c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, relay.password.c_str());
}

/// The relay's words for people, without any address of ours.
std::string harmless_reply(const Attempt& attempt, const Mail& mail, CURLcode result) {
  std::string text = attempt.reply;
  const auto hide = [&](const std::string& address) {
    for (std::size_t at = text.find(address); at != std::string::npos; at = text.find(address, at + 3))
      text.replace(at, address.size(), "...");
  };
  for (const std::string& address : mail.to) hide(address);
  hide(mail.from);
  if (result != CURLE_OK && (attempt.code < 400 || text.empty())) text = curl_easy_strerror(result);
  return clip(one_line(text), reply_bytes);
}

MailVerdict verdict_of(const Attempt& attempt, CURLcode result) {
  if (result == CURLE_OK) return MailVerdict::accepted;
  const bool refused_for_good = attempt.code >= 500 && attempt.code < 600 && attempt.mail_begun;
  // 530: it wants a login first. That is about us, not about the mail.
  if (refused_for_good && attempt.code != 530) return MailVerdict::permanent;
  if (attempt.message_gone && !attempt.answered_dot) return MailVerdict::uncertain;
  return MailVerdict::temporary;
}

bool is_safe(const Mail& mail) {
  return is_mail_address(mail.from) && !mail.to.empty() &&
         std::all_of(mail.to.begin(), mail.to.end(),
                     [](const std::string& address) { return is_mail_address(address); });
}

}  // namespace

struct CurlMailer::Job {
  Mail mail;
  MailOutcome outcome;
  bool done = false;  ///< Control loop only, as the timer.
  boost::asio::steady_timer* timer = nullptr;
  boost::asio::any_io_executor executor;
  std::mutex giving_up;  ///< Held while the loop is told: whoever waits cannot go, and the loop with him, meanwhile.
  std::atomic<bool> abandoned{false};
};

/// Lives in the waiting coroutine: once that is gone, by its end or by the loop's, nobody is told any more.
class CurlMailer::Waiting {
 public:
  explicit Waiting(Job& job) : job_(job) {}
  ~Waiting() {
    const std::lock_guard lock(job_.giving_up);
    job_.abandoned = true;
    job_.timer = nullptr;
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  Job& job_;
};

Result<std::unique_ptr<CurlMailer>> CurlMailer::open(Settings settings) {
  try {
    return std::make_unique<CurlMailer>(std::move(settings));
  } catch (const std::system_error& error) {
    return failure(std::string{"cannot start the thread that sends mails: "} + error.what(), true);
  }
}

CurlMailer::CurlMailer(Settings settings) : settings_(std::move(settings)) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  thread_ = std::thread([this] { work(); });
}

CurlMailer::~CurlMailer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (current_) current_->abandoned = true;
  }
  wanted_.notify_all();
  thread_.join();
}

Task<MailOutcome> CurlMailer::send(Mail mail) {
  if (!is_safe(mail)) {
    MailOutcome refused;
    refused.verdict = MailVerdict::permanent;
    refused.reply = "address not safe to hand to a relay";
    co_return refused;
  }
  const auto job = std::make_shared<Job>();
  job->mail = std::move(mail);
  job->executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(job->executor, boost::asio::steady_timer::time_point::max());
  job->timer = &timer;
  const Waiting waiting(*job);
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  wanted_.notify_one();
  boost::system::error_code error;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
  if (!job->done) throw boost::system::system_error(boost::asio::error::operation_aborted);
  co_return job->outcome;
}

void CurlMailer::work() {
  // OpenSSL writes without MSG_NOSIGNAL; a relay that hangs up must not end the process.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      current_.reset();
      wanted_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
      current_ = job;
    }
    if (job->abandoned) continue;
    MailOutcome outcome = deliver(*job);
    const std::lock_guard lock(job->giving_up);
    if (job->abandoned) continue;
    boost::asio::post(job->executor, [job, outcome = std::move(outcome)] {
      job->outcome = outcome;
      job->done = true;
      if (job->timer) job->timer->cancel();
    });
  }
}

MailOutcome CurlMailer::deliver(const Job& job) const {
  MailOutcome outcome;
  outcome.reply = "no relay";
  const std::string greeting_name = job.mail.from.substr(job.mail.from.find('@') + 1);
  for (const Relay& relay : settings_.relays) {
    CurlHandle handle;
    if (!handle.easy) return outcome;
    Attempt attempt;
    attempt.message = job.mail.message;
    attempt.abandoned = &job.abandoned;
    set_relay(handle.easy, relay, settings_, greeting_name);
    set_transfer(handle.easy, attempt);
    const std::string from = '<' + job.mail.from + '>';
    curl_easy_setopt(handle.easy, CURLOPT_MAIL_FROM, from.c_str());
    for (const std::string& address : job.mail.to)
      handle.recipients = curl_slist_append(handle.recipients, ('<' + address + '>').c_str());
    curl_easy_setopt(handle.easy, CURLOPT_MAIL_RCPT, handle.recipients);
    const CURLcode result = curl_easy_perform(handle.easy);
    outcome.verdict = verdict_of(attempt, result);
    outcome.code = result == CURLE_OK || attempt.code >= 400 ? attempt.code : 0;
    outcome.reply = harmless_reply(attempt, job.mail, result);
    outcome.relay = relay_text(relay);
    if (result == CURLE_OK || attempt.mail_begun || job.abandoned) break;
  }
  return outcome;
}

}  // namespace sitewatch
