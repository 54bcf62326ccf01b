import Kernel
import Model
import SIP
import SIPTransport

extension Exchange {
    /// REGISTER: only for the address-of-record that is the user's own.
    func registered(_ request: SIPMessage, _ transaction: ServerTransaction, _ source: SIPSource) {
        self.authenticate(request, transaction, source) { user in
            guard let record = (try? request.to())?.uri.user?.lowercased(),
                record == user.login || record == user.extension
            else {
                self.counters.registrationsRefused += 1
                self.refuse(request, in: transaction, 403)
                return
            }
            do throws(Registrar.Refusal) {
                let isMissed = self.isMissed(user.id)
                let former = isMissed ? Set(self.registrar.bindings(of: user.id).map(\.contact)) : []
                let bindings = try self.registrar.register(request, of: user, from: source)
                self.counters.registrations += 1
                self.confirm(bindings, to: request, transaction)
                if isMissed {
                    self.phonesCame(bindings.filter { $0.source.flow == source.flow }, of: user, besides: former)
                }
            } catch {
                self.counters.registrationsRefused += 1
                self.refuse(request, in: transaction, error.status, headers: error.headers)
            }
        }
    }

    private func confirm(_ bindings: [Binding], to request: SIPMessage, _ transaction: ServerTransaction) {
        let now = self.time.now
        var response = SIPMessage(response: 200, to: request, toTag: self.signalling.tokens.token())
        for binding in bindings {
            // Rounded up: what was granted a moment ago is granted whole.
            let seconds = max(0, (now.duration(to: binding.expires).wholeMilliseconds + 999) / 1_000)
            let priority = binding.priority.map { ";q=\($0)" } ?? ""
            response.append(.contact, "<\(binding.contact)>\(priority);expires=\(seconds)")
        }
        for path in request.all(.path) { response.append(.path, path) }
        response.set(.server, self.settings.agent)
        self.endpoint.respond(response, in: transaction)
    }
}
