// A phone in a page: registers, calls, is called, holds, hangs up, and measures the tone that it hears. Driven from outside
// by the functions of `window.phone`, each of which resolves when what it asks for has come about.
import { Connection, dialogOf, settle, token } from "./sip.js";

// The offer as if it had only these codecs: Chromium sends the offer's first one, whatever it prefers for itself.
const narrowed = (sdp, codecs) => {
    if (!codecs) return sdp;
    const isWanted = (name) => codecs.includes(`audio/${name.toLowerCase()}`);
    const numbers = [...sdp.matchAll(/^a=rtpmap:(\d+) ([^/]+)/gm)].filter(([, , name]) => isWanted(name)).map(([, number]) => number);
    return sdp.replace(/^(m=audio \d+ \S+).*$/m, (_, head) => [head, ...numbers].join(" "))
        .replace(/^a=(?:rtpmap|fmtp):(\d+) .*\r\n/gm, (line, number) => (numbers.includes(number) ? line : ""));
};

const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

class Phone {
    state = "idle";
    codecs = null;

    async register(address, account, codecs) {
        this.codecs = codecs;
        this.connection = new Connection(address, account, (request) => void this.requested(request));
        await this.connection.register();
    }

    // Sound

    async openSound() {
        this.peer = new RTCPeerConnection();
        const microphone = await navigator.mediaDevices.getUserMedia({ audio });
        for (const track of microphone.getTracks()) this.peer.addTrack(track, microphone);
        this.transceiver = this.peer.getTransceivers()[0];
        if (this.codecs) {
            const known = RTCRtpReceiver.getCapabilities("audio").codecs;
            this.transceiver.setCodecPreferences(known.filter(({ mimeType }) => this.codecs.includes(mimeType.toLowerCase())));
        }
        this.peer.ontrack = ({ track }) => {
            const stream = new MediaStream([track]);
            document.getElementById("far").srcObject = stream;
            this.context = new AudioContext();
            this.analyser = this.context.createAnalyser();
            this.analyser.fftSize = 16384;
            this.context.createMediaStreamSource(stream).connect(this.analyser);
        };
    }

    closeSound() {
        this.peer?.close();
        void this.context?.close();
        this.peer = this.context = this.analyser = null;
    }

    // The share of the energy of a third of a second that is at this frequency, 0 to 1; 0 in silence.
    share(hertz) {
        if (!this.analyser) return 0;
        const samples = new Float32Array(this.analyser.fftSize);
        this.analyser.getFloatTimeDomainData(samples);
        const factor = 2 * Math.cos((2 * Math.PI * hertz) / this.context.sampleRate);
        let [one, two, total] = [0, 0, 0];
        for (const sample of samples) {
            [one, two] = [sample + factor * one - two, one];
            total += sample * sample;
        }
        return total < 1e-3 ? 0 : (2 * (one * one + two * two - factor * one * two)) / (samples.length * total);
    }

    // The root mean square of what is heard, 0 to 1.
    level() {
        if (!this.analyser) return 0;
        const samples = new Float32Array(this.analyser.fftSize);
        this.analyser.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    }

    // What the browser says about the way there.
    async transport() {
        const found = {};
        for (const entry of (await this.peer.getStats()).values()) {
            if (entry.type === "transport") Object.assign(found, { dtls: entry.dtlsState, cipher: entry.srtpCipher });
            if (entry.type === "codec" && entry.transportId) found.codec = entry.mimeType;
        }
        return found;
    }

    // Our calls

    async call(number, headers = []) {
        this.state = "calling";
        await this.openSound();
        await this.peer.setLocalDescription();
        const { connection } = this;
        this.dialog = connection.dialog(`sip:${number}@${connection.account.domain}`);
        const response = await connection.ask("INVITE", this.dialog, {
            body: this.peer.localDescription.sdp,
            headers,
            onProgress: ({ status }) => { if (status > 100) this.state = "ringing"; },
            onSent: (request) => { this.invite = request; },
        });
        if (response.status >= 300) {
            this.ended(`refused ${response.status}`);
            return;
        }
        settle(this.dialog, response);
        connection.send(connection.request("ACK", this.dialog, "", response.number));
        await this.peer.setRemoteDescription({ type: "answer", sdp: response.body });
        this.state = "talking";
    }

    cancel() {
        const cancel = this.invite.start.replace("INVITE", "CANCEL");
        const message = Object.assign(Object.create(Object.getPrototypeOf(this.invite)), {
            start: cancel, body: "", headers: this.invite.headers
                .filter(([name]) => ["Via", "From", "To", "Call-ID", "Max-Forwards"].includes(name))
                .concat([["CSeq", `${this.invite.number} CANCEL`]]),
        });
        this.connection.send(message);
    }

    async negotiate(direction) {
        this.transceiver.direction = direction;
        await this.peer.setLocalDescription();
        const { connection } = this;
        const response = await connection.ask("INVITE", this.dialog, { body: this.peer.localDescription.sdp });
        if (response.status !== 200) throw new Error(`renegotiation: ${response.start}`);
        connection.send(connection.request("ACK", this.dialog, "", response.number));
        await this.peer.setRemoteDescription({ type: "answer", sdp: response.body });
    }

    hold() { return this.negotiate("sendonly"); }
    resume() { return this.negotiate("sendrecv"); }

    // After a reload or another loss (BYD-11)

    // Keeps what names the talk for the page that comes after this one.
    remember() { sessionStorage.setItem("talk", JSON.stringify(this.dialog)); }

    // A new call in the place of the one that the page before had (RFC 3891).
    async reattach() {
        const former = JSON.parse(sessionStorage.getItem("talk"));
        const tag = (value) => /;tag=([^;>]+)/.exec(value)[1];
        await this.call(this.connection.account.login, [
            ["Replaces", `${former.callID};to-tag=${tag(former.remote)};from-tag=${tag(former.local)}`],
        ]);
    }

    // Another connection in the place of one that is lost; the same talk.
    async reconnect(address) {
        const { account } = this.connection;
        this.connection.socket.close();
        this.connection = new Connection(address, account, (request) => void this.requested(request));
        await this.connection.register();
    }

    // The way of the sound is found anew: by the same peer connection, or by another one with keys of its own.
    async restart(isNew) {
        const { connection } = this;
        if (isNew) {
            this.closeSound();
            await this.openSound();
        } else {
            this.peer.restartIce();
        }
        await this.peer.setLocalDescription();
        const response = await connection.ask("INVITE", this.dialog, { body: this.peer.localDescription.sdp });
        if (response.status !== 200) throw new Error(`renegotiation: ${response.start}`);
        connection.send(connection.request("ACK", this.dialog, "", response.number));
        await this.peer.setRemoteDescription({ type: "answer", sdp: response.body });
    }

    async hangUp() {
        await this.connection.ask("BYE", this.dialog);
        this.ended("hung up here");
    }

    ended(why) {
        this.state = "ended";
        this.why = why;
        this.closeSound();
    }

    // What comes

    async requested(request) {
        const { connection } = this;
        switch (request.method) {
        case "ACK":
            break;
        case "BYE":
            connection.reply(request, 200, "OK");
            this.ended("hung up there");
            break;
        case "CANCEL":
            connection.reply(request, 200, "OK");
            connection.reply(this.offered, 487, "Request Terminated", { tag: this.tag });
            this.ended("cancelled");
            break;
        case "INVITE":
            if (/;tag=/.test(request.get("To"))) await this.reoffered(request);
            else this.invited(request);
            break;
        case "OPTIONS":
        case "NOTIFY":
        case "INFO":
            connection.reply(request, 200, "OK");
            break;
        default:
            connection.reply(request, 405, "Method Not Allowed");
        }
    }

    invited(request) {
        if (this.state !== "idle" && this.state !== "ended") {
            this.connection.reply(request, 486, "Busy Here", { tag: token() });
            return;
        }
        this.offered = request;
        this.tag = token();
        this.state = "invited";
        this.connection.reply(request, 180, "Ringing", { tag: this.tag });
    }

    async answer() {
        await this.openSound();
        await this.peer.setRemoteDescription({ type: "offer", sdp: narrowed(this.offered.body, this.codecs) });
        await this.peer.setLocalDescription();
        this.dialog = dialogOf(this.offered, this.tag);
        this.connection.reply(this.offered, 200, "OK", { tag: this.tag, body: this.peer.localDescription.sdp });
        this.state = "talking";
    }

    async reoffered(request) {
        await this.peer.setRemoteDescription({ type: "offer", sdp: narrowed(request.body, this.codecs) });
        await this.peer.setLocalDescription();
        this.connection.reply(request, 200, "OK", { body: this.peer.localDescription.sdp });
    }
}

window.phone = new Phone();
