#include "support/smtp_sink.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace sitewatch {
namespace {

constexpr int poll_milliseconds = 20;

std::string decoded_base64(const std::string& text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t value = digits.find(c);
    if (value == std::string::npos) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xff);
  }
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string in_brackets(const std::string& line) {
  const std::size_t from = line.find('<');
  const std::size_t to = line.find('>', from);
  return from == std::string::npos || to == std::string::npos ? std::string{} : line.substr(from + 1, to - from - 1);
}

/// OpenSSL writes without MSG_NOSIGNAL, and clients under test like to go away; the signal is the writing thread's own.
void block_broken_pipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

struct TlsContext {
  SSL_CTX* context = nullptr;

  explicit TlsContext(const TlsIdentity& identity) : context(SSL_CTX_new(TLS_server_method())) {
    BIO* const key_bio = BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size()));
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_bio, nullptr, nullptr, nullptr);
    SSL_CTX_use_PrivateKey(context, key);
    EVP_PKEY_free(key);
    BIO_free(key_bio);
    BIO* const chain = BIO_new_mem_buf(identity.chain.data(), static_cast<int>(identity.chain.size()));
    for (bool leaf = true;; leaf = false) {
      X509* const certificate = PEM_read_bio_X509(chain, nullptr, nullptr, nullptr);
      if (!certificate) break;
      if (leaf)
        SSL_CTX_use_certificate(context, certificate);
      else
        SSL_CTX_add1_chain_cert(context, certificate);
      X509_free(certificate);
    }
    BIO_free(chain);
  }
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext() { SSL_CTX_free(context); }
};

}  // namespace

class SmtpSink::Core {
 public:
  explicit Core(Options the_options) : options(std::move(the_options)) {
    if (options.starttls) starttls = std::make_unique<TlsContext>(*options.starttls);
    if (options.implicit) implicit = std::make_unique<TlsContext>(*options.implicit);
    listen_on_loopback();
    acceptor = std::thread([this] { accept_all(); });
  }

  ~Core() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    acceptor.join();
    for (std::thread& session : sessions) session.join();
    ::close(listener);
  }

  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  bool stops() const {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  /// The scripted turn of a step, used up by one.
  std::optional<SmtpTurn> take(SmtpStep step) {
    const std::lock_guard lock(mutex);
    const auto found = turns.find(step);
    if (found == turns.end() || found->second.times == 0) return std::nullopt;
    if (found->second.times > 0) --found->second.times;
    return found->second;
  }

  Options options;
  std::unique_ptr<TlsContext> starttls;
  std::unique_ptr<TlsContext> implicit;
  int listener = -1;
  std::uint16_t port = 0;
  mutable std::mutex mutex;
  mutable std::condition_variable arrived;
  bool stopping = false;
  std::map<SmtpStep, SmtpTurn> turns;
  std::map<std::string, std::string> recipients;
  std::vector<SinkMail> mails;
  std::vector<std::pair<std::string, bool>> commands;  ///< Line, and whether it came in clear.
  std::size_t connections = 0;
  std::thread acceptor;
  std::vector<std::thread> sessions;

 private:
  void listen_on_loopback();
  void accept_all();
};

/// One connection: lines in, scripted or good answers out.
class SmtpSink::Session {
 public:
  Session(Core& core, int socket) : core_(core), socket_(socket) {}
  ~Session() {
    if (tls_) SSL_free(tls_);
    ::close(socket_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void run() {
    if (core_.implicit && !start_tls(core_.implicit->context)) return;
    if (!answer(SmtpStep::connect, "220 sink.example ESMTP")) return;
    std::string line;
    while (read_line(line))
      if (!command(line)) return;
  }

 private:
  bool command(const std::string& line) {
    {
      const std::lock_guard lock(core_.mutex);
      core_.commands.emplace_back(line, tls_ == nullptr);
    }
    const std::string verb = upper(line.substr(0, line.find(' ')));
    if (verb == "EHLO") return answer(SmtpStep::ehlo, capabilities());
    if (verb == "HELO") return answer(SmtpStep::ehlo, "250 sink.example");
    if (verb == "STARTTLS") return upgrade();
    if (verb == "AUTH") return log_in(line);
    if (verb == "MAIL") return begin_mail(line);
    if (verb == "RCPT") return add_recipient(line);
    if (verb == "DATA") return take_data();
    if (verb == "RSET" || verb == "NOOP") return send("250 OK");
    if (verb == "QUIT") return send("221 bye") && false;
    return send("502 not known here");
  }

  std::string capabilities() const {
    std::string text = "250-sink.example\r\n";
    if (core_.starttls && !tls_) text += "250-STARTTLS\r\n";
    if (!core_.options.user.empty()) text += "250-AUTH PLAIN LOGIN\r\n";
    return text + "250 8BITMIME";
  }

  bool upgrade() {
    if (!core_.starttls || tls_) return send("502 no TLS here");
    bool refused = false;
    if (!answer(SmtpStep::starttls, "220 go ahead", &refused)) return false;
    return refused || start_tls(core_.starttls->context);
  }

  bool log_in(const std::string& line) {
    bool refused = false;
    std::string user;
    std::string password;
    const std::string mechanism = upper(line.substr(5, line.find(' ', 5) - 5));
    std::string given = line.size() > 6 + mechanism.size() ? line.substr(6 + mechanism.size()) : std::string{};
    if (mechanism == "PLAIN") {
      if (given.empty() && !(send("334 ") && read_line(given))) return false;
      const std::string secret = decoded_base64(given);
      const std::size_t second = secret.find('\0', 1);
      user = secret.substr(1, second - 1);
      password = second == std::string::npos ? std::string{} : secret.substr(second + 1);
    } else {
      if (given.empty() && !(send("334 VXNlcm5hbWU6") && read_line(given))) return false;
      user = decoded_base64(given);
      if (!(send("334 UGFzc3dvcmQ6") && read_line(given))) return false;
      password = decoded_base64(given);
    }
    const bool right = user == core_.options.user && password == core_.options.password;
    if (!answer(SmtpStep::auth, right ? "235 welcome" : "535 5.7.8 authentication failed", &refused)) return false;
    if (right && !refused) user_ = user;
    return true;
  }

  bool begin_mail(const std::string& line) {
    if (!core_.options.user.empty() && user_.empty()) return send("530 5.7.0 authentication required");
    bool refused = false;
    if (!answer(SmtpStep::mail, "250 OK", &refused)) return false;
    mail_ = SinkMail{};
    mail_.from = in_brackets(line);
    return true;
  }

  bool add_recipient(const std::string& line) {
    const std::string address = in_brackets(line);
    std::string own;
    {
      const std::lock_guard lock(core_.mutex);
      const auto found = core_.recipients.find(address);
      if (found != core_.recipients.end()) own = found->second;
    }
    if (!own.empty()) {
      if (own.starts_with("2")) mail_.to.push_back(address);
      return send(own);
    }
    bool refused = false;
    if (!answer(SmtpStep::rcpt, "250 OK", &refused)) return false;
    if (!refused) mail_.to.push_back(address);
    return true;
  }

  bool take_data() {
    bool refused = false;
    if (!answer(SmtpStep::data, "354 go on", &refused)) return false;
    if (refused) return true;
    std::string line;
    for (;;) {
      if (!read_line(line)) return false;
      if (line == ".") break;
      mail_.message += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
    }
    return finish_mail();
  }

  bool finish_mail() {
    mail_.encrypted = tls_ != nullptr;
    mail_.user = user_;
    const std::optional<SmtpTurn> turn = core_.take(SmtpStep::dot);
    {
      const std::lock_guard lock(core_.mutex);
      mail_.acknowledged = !turn || turn->reply.starts_with("2");
      core_.mails.push_back(mail_);
      core_.arrived.notify_all();
    }
    return play(turn, "250 kept");
  }

  /// The scripted reply of the step, or the good one. False ends the connection.
  bool answer(SmtpStep step, const std::string& good, bool* refused = nullptr) {
    const std::optional<SmtpTurn> turn = core_.take(step);
    if (refused) *refused = turn && !turn->reply.starts_with("2") && !turn->reply.starts_with("3");
    return play(turn, good);
  }

  bool play(const std::optional<SmtpTurn>& turn, const std::string& good) {
    if (!turn) return send(good);
    if (!turn->reply.empty() && !send(turn->reply)) return false;
    if (turn->then == SmtpTurn::Then::hang) wait_until_gone();
    return turn->then == SmtpTurn::Then::go_on;
  }

  void wait_until_gone() {
    std::array<char, 256> ignored{};
    for (;;) {
      if (!readable()) return;
      if (::recv(socket_, ignored.data(), ignored.size(), 0) <= 0) return;
    }
  }

  /// Waits for bytes; false when the sink stops.
  bool readable() const {
    while (!core_.stops()) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, poll_milliseconds) > 0) return true;
    }
    return false;
  }

  bool start_tls(SSL_CTX* context) {
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, socket_);
    if (!readable()) return false;
    return SSL_accept(tls_) == 1;
  }

  bool read_line(std::string& line) {
    for (;;) {
      const std::size_t end = held_.find('\n');
      if (end != std::string::npos) {
        line = held_.substr(0, end);
        if (line.ends_with('\r')) line.pop_back();
        held_.erase(0, end + 1);
        return true;
      }
      std::array<char, 4096> bytes{};
      if (!(tls_ && SSL_pending(tls_) > 0) && !readable()) return false;
      const auto got = tls_ ? static_cast<ssize_t>(SSL_read(tls_, bytes.data(), static_cast<int>(bytes.size())))
                            : ::recv(socket_, bytes.data(), bytes.size(), 0);
      if (got <= 0) return false;
      held_.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }

  bool send(const std::string& reply) {
    const std::string bytes = reply.ends_with('\n') ? reply : reply + "\r\n";
    for (std::size_t sent = 0; sent < bytes.size();) {
      const std::size_t left = bytes.size() - sent;
      const auto put = tls_ ? static_cast<ssize_t>(SSL_write(tls_, bytes.data() + sent, static_cast<int>(left)))
                            : ::send(socket_, bytes.data() + sent, left, MSG_NOSIGNAL);
      if (put <= 0) return false;
      sent += static_cast<std::size_t>(put);
    }
    return true;
  }

  Core& core_;
  int socket_;
  SSL* tls_ = nullptr;
  std::string held_;
  std::string user_;
  SinkMail mail_;
};

void SmtpSink::Core::listen_on_loopback() {
  listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(options.port);
  ::inet_pton(AF_INET, options.address.c_str(), &at.sin_addr);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || ::listen(listener, 64) != 0)
    throw std::system_error(errno, std::system_category(), "mail sink cannot listen on " + options.address);
  socklen_t length = sizeof at;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &length);
  port = ntohs(at.sin_port);
}

void SmtpSink::Core::accept_all() {
  while (!stops()) {
    pollfd waiting{listener, POLLIN, 0};
    if (::poll(&waiting, 1, poll_milliseconds) <= 0) continue;
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const std::lock_guard lock(mutex);
    ++connections;
    sessions.emplace_back([this, socket] {
      block_broken_pipe();
      Session{*this, socket}.run();
    });
  }
}

SmtpSink::SmtpSink() : SmtpSink(Options{}) {}
SmtpSink::SmtpSink(Options options) : core_(std::make_unique<Core>(std::move(options))) {}
SmtpSink::~SmtpSink() = default;

std::uint16_t SmtpSink::port() const {
  return core_->port;
}

void SmtpSink::at(SmtpStep step, SmtpTurn turn) {
  const std::lock_guard lock(core_->mutex);
  core_->turns[step] = std::move(turn);
}

void SmtpSink::answer_recipient(const std::string& address, const std::string& reply) {
  const std::lock_guard lock(core_->mutex);
  core_->recipients[address] = reply;
}

void SmtpSink::be_nice() {
  const std::lock_guard lock(core_->mutex);
  core_->turns.clear();
  core_->recipients.clear();
}

std::vector<SinkMail> SmtpSink::mails() const {
  const std::lock_guard lock(core_->mutex);
  return core_->mails;
}

std::vector<std::string> SmtpSink::commands() const {
  const std::lock_guard lock(core_->mutex);
  std::vector<std::string> lines;
  for (const auto& [line, plain] : core_->commands) lines.push_back(line);
  return lines;
}

std::vector<std::string> SmtpSink::plain_commands() const {
  const std::lock_guard lock(core_->mutex);
  std::vector<std::string> lines;
  for (const auto& [line, plain] : core_->commands)
    if (plain) lines.push_back(line);
  return lines;
}

std::size_t SmtpSink::connections() const {
  const std::lock_guard lock(core_->mutex);
  return core_->connections;
}

bool SmtpSink::wait_for_mails(std::size_t count, std::chrono::milliseconds limit) const {
  std::unique_lock lock(core_->mutex);
  return core_->arrived.wait_for(lock, limit, [&] {
    const auto kept =
        std::count_if(core_->mails.begin(), core_->mails.end(), [](const SinkMail& mail) { return mail.acknowledged; });
    return static_cast<std::size_t>(kept) >= count;
  });
}

std::string mail_header(const std::string& message, const std::string& name) {
  const std::string head = "\r\n" + message.substr(0, message.find("\r\n\r\n")) + "\r\n";
  const std::size_t at = lower(head).find("\r\n" + lower(name) + ":");
  if (at == std::string::npos) return {};
  std::size_t end = at + 2;
  do end = head.find("\r\n", end + 1);
  while (end != std::string::npos && end + 2 < head.size() && (head[end + 2] == ' ' || head[end + 2] == '\t'));
  std::string value = head.substr(at + 3 + name.size(), end - at - 3 - name.size());
  for (std::size_t fold = value.find("\r\n"); fold != std::string::npos; fold = value.find("\r\n"))
    value.erase(fold, 2);
  value.erase(0, value.find_first_not_of(' '));
  std::string decoded;
  for (std::size_t from = 0; from < value.size();) {
    const std::size_t word = value.find("=?UTF-8?B?", from);
    const std::size_t word_end = word == std::string::npos ? word : value.find("?=", word + 10);
    const std::string between = value.substr(from, std::min(word, value.size()) - from);
    const bool joins = from > 0 && word != std::string::npos && between.find_first_not_of(' ') == std::string::npos;
    if (!joins) decoded += between;
    if (word_end == std::string::npos) break;
    decoded += decoded_base64(value.substr(word + 10, word_end - word - 10));
    from = word_end + 2;
  }
  return decoded;
}

std::string mail_part(const std::string& message, const std::string& type) {
  const std::size_t part = message.find("Content-Type: " + type);
  if (part == std::string::npos) return {};
  const std::size_t from = message.find("\r\n\r\n", part) + 4;
  return decoded_base64(message.substr(from, message.find("\r\n--", from) - from));
}

}  // namespace sitewatch
