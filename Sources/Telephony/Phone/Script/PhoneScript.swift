package import Audio
import SIP

/// What a phone shall do, word by word: the arguments of `martlet phone`.
package struct PhoneScript: Sendable {
    package enum Action: Sendable {
        case register
        case unregister
        /// Calls and waits for the answer.
        case call(String)
        /// Calls and goes on at once.
        case dial(String)
        /// Waits for a call and answers it.
        case answer
        /// Waits for a call and lets it ring.
        case ring
        case reject(Int)
        case redirect(String)
        case play(PhoneSound)
        /// Writes what is heard from now on to a file, at the end of the call or script.
        case record(String)
        case digits(String, DigitWay)
        case hold
        case resume
        case transfer(String)
        /// Holds the call and makes another one.
        case consult(String)
        /// Joins the held party and the consulted one.
        case join
        case message(to: String, text: String)
        case wait(Wait)
        case expect(Expected)
        case hangUp
    }

    package enum Wait: Sendable, Equatable {
        case time(Duration)
        /// The end of the file that plays.
        case played
    }

    package enum Expected: Sendable {
        case sound(ExpectedSound)
        case step(CallExpectation)
        case message(String)
    }

    package let actions: [Action]

    /// The words that a script is made of, for `--help`.
    package static let manual = """
        register            register now; --register does it before everything else
        unregister          take the registration back
        call WHOM           102, boris@acme.example or a SIP URI; waits for the answer
        dial WHOM           the same without waiting; then e.g. expect ringing
        answer              wait for a call and answer it
        ring                wait for a call and let it ring
        reject STATUS       refuse the ringing call, 400 to 699
        redirect WHOM       send the caller elsewhere (302)
        play SOUND          tone:HZ, milliwatt, silence, echo, nothing,
                            FILE.wav (once), loop:FILE.wav
        record FILE.wav     write what is heard from now on
        digits DIGITS       by RFC 4733; info:DIGITS by INFO, sound:DIGITS as tones
        hold, resume        put the far end on hold, and back
        transfer WHOM       send the far end to somebody else (REFER)
        consult WHOM        hold, and call somebody else
        join                connect the held and the consulted party
        message WHOM TEXT   send a text
        wait SECONDS        or wait played: for the end of the file that plays
        expect WHAT         tone:HZ, sound, silence, digits:DIGITS, ringing,
                            early-sound, answer, hold, resumed, end, encryption,
                            status:STATUS, message:TEXT
        hangup              end the call, whatever its state
        """

    /// - Parameter load: reads a file of sound.
    /// - Throws: ``PhoneError/Code/invalid`` with what is wrong and where.
    package init(
        _ words: [String],
        load: (String) throws -> AudioClip
    ) throws(PhoneError) {
        var reader = Reader(words: words[...])
        var actions: [Action] = []
        while let word = reader.words.popFirst() { actions.append(try reader.action(word, load)) }
        self.actions = actions
    }

    private struct Reader {
        var words: ArraySlice<String>

        mutating func action(_ word: String, _ load: (String) throws -> AudioClip) throws(PhoneError) -> Action {
            switch word {
            case "register": return .register
            case "unregister": return .unregister
            case "call": return .call(try self.party("call", "whom to call"))
            case "dial": return .dial(try self.party("dial", "whom to call"))
            case "answer": return .answer
            case "ring": return .ring
            case "reject": return .reject(try self.number(word, "a status from 400 to 699", 400...699))
            case "redirect": return .redirect(try self.party(word, "where to send the caller"))
            case "play": return .play(try self.sound(load))
            case "record": return .record(try self.next(word, "a file to write"))
            case "digits": return try self.digits()
            case "hold": return .hold
            case "resume": return .resume
            case "transfer": return .transfer(try self.party(word, "whom to transfer to"))
            case "consult": return .consult(try self.party(word, "whom to call"))
            case "join": return .join
            case "message":
                return .message(to: try self.party(word, "whom to write to"), text: try self.next(word, "a text"))
            case "wait": return .wait(try self.wait())
            case "expect": return .expect(try self.expected())
            case "hangup": return .hangUp
            default:
                throw PhoneError(.invalid, "\"\(word)\" is no action of a phone; see martlet phone --help")
            }
        }

        private mutating func next(_ action: String, _ what: String) throws(PhoneError) -> String {
            guard let word = self.words.popFirst(), !word.isEmpty else {
                throw PhoneError(.invalid, "behind \"\(action)\" \(what) is missing")
            }
            return word
        }

        /// Somebody to call, checked as far as possible before the phone is there.
        private mutating func party(_ action: String, _ what: String) throws(PhoneError) -> String {
            let word = try self.next(action, what)
            _ = try SIPURI(target: word, domain: "localhost")
            return word
        }

        private mutating func number(
            _ action: String,
            _ what: String,
            _ range: ClosedRange<Int>
        ) throws(PhoneError) -> Int {
            let word = try self.next(action, what)
            guard let number = Int(word), range.contains(number) else {
                throw PhoneError(.invalid, "behind \"\(action)\" comes \(what), not \"\(word)\"")
            }
            return number
        }

        private mutating func sound(_ load: (String) throws -> AudioClip) throws(PhoneError) -> PhoneSound {
            let word = try self.next("play", "what to play")
            switch word {
            case "milliwatt": return .milliwatt
            case "silence": return .silence
            case "echo": return .echo
            case "nothing": return .nothing
            default: break
            }
            let (name, value) = Self.split(word)
            if name == "tone", let value { return .tone(try Self.hertz(value)) }
            let repeats = name == "loop" && value != nil
            let file = repeats ? value ?? word : word
            do {
                return .clip(try load(file), repeats: repeats)
            } catch {
                throw PhoneError(.invalid, "cannot play \"\(file)\": \(error)")
            }
        }

        private mutating func digits() throws(PhoneError) -> Action {
            let word = try self.next("digits", "what to dial")
            let (name, value) = Self.split(word)
            let way: DigitWay = value == nil ? .rfc4733 : name == "info" ? .info : .inBand
            let digits = (value ?? word).uppercased()
            guard value == nil || name == "info" || name == "sound", digits.count <= 32,
                !digits.isEmpty, digits.allSatisfy({ DTMFDigit($0) != nil })
            else { throw PhoneError(.invalid, "behind \"digits\" come 1 to 32 of 0-9, *, #, A-D, not \"\(word)\"") }
            return .digits(digits, way)
        }

        private mutating func wait() throws(PhoneError) -> Wait {
            let word = try self.next("wait", "a number of seconds")
            if word == "played" { return .played }
            guard let seconds = Double(word), (0...86_400).contains(seconds) else {
                throw PhoneError(.invalid, "behind \"wait\" comes a number of seconds or \"played\", not \"\(word)\"")
            }
            return .time(.milliseconds(Int64(seconds * 1_000)))
        }

        private mutating func expected() throws(PhoneError) -> Expected {
            let word = try self.next("expect", "what to expect")
            switch word {
            case "sound": return .sound(.sound)
            case "silence": return .sound(.silence)
            case "ringing": return .step(.ringing)
            case "early-sound": return .step(.earlySound)
            case "answer": return .step(.answer)
            case "hold": return .step(.hold)
            case "resumed": return .step(.resumption)
            case "end": return .step(.end)
            case "encryption": return .step(.encryption)
            default: break
            }
            guard case (let name, let value?) = Self.split(word) else { throw Self.unexpected(word) }
            switch name {
            case "tone": return .sound(.tone(hertz: try Self.hertz(value)))
            case "digits": return .step(.digits(value.uppercased()))
            case "message": return .message(value)
            case "status":
                guard let status = Int(value), (100...699).contains(status) else { throw Self.unexpected(word) }
                return .step(.status(status))
            default: throw Self.unexpected(word)
            }
        }

        private static func unexpected(_ word: String) -> PhoneError {
            PhoneError(.invalid, "\"\(word)\" cannot be expected; see martlet phone --help")
        }

        private static func hertz(_ text: String) throws(PhoneError) -> Int {
            guard let hertz = Int(text), (50...3_900).contains(hertz) else {
                throw PhoneError(.invalid, "a tone has 50 to 3900 Hz, not \"\(text)\"")
            }
            return hertz
        }

        private static func split(_ word: String) -> (name: String, value: String?) {
            guard let colon = word.firstIndex(of: ":") else { return (word, nil) }
            return (String(word[..<colon]), String(word[word.index(after: colon)...]))
        }
    }
}
