// SIP over WebSocket (RFC 7118), as much as a phone needs that is tested: messages, digest, transactions that never repeat
// themselves, since nothing gets lost on the way.

const token = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Message {
    constructor(start, headers = [], body = "") {
        Object.assign(this, { start, headers, body });
    }

    static parse(text) {
        const end = text.indexOf("\r\n\r\n");
        const [start, ...lines] = text.slice(0, end).split("\r\n");
        const headers = lines.map((line) => {
            const colon = line.indexOf(":");
            return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
        });
        return new Message(start, headers, text.slice(end + 4));
    }

    get status() { return this.start.startsWith("SIP/2.0 ") ? Number(this.start.split(" ")[1]) : null; }
    get method() { return this.status === null ? this.start.split(" ")[0] : this.get("CSeq").split(" ")[1]; }
    get number() { return Number(this.get("CSeq").split(" ")[0]); }

    all(name) {
        return this.headers.filter(([own]) => own.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
    }

    get(name) { return this.all(name)[0] ?? ""; }

    get text() {
        const length = new TextEncoder().encode(this.body).length;
        const lines = [this.start, ...this.headers.map(([name, value]) => `${name}: ${value}`), `Content-Length: ${length}`];
        return `${lines.join("\r\n")}\r\n\r\n${this.body}`;
    }
}

const digest = async (text) => {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const uriOf = (value) => /<([^>]+)>/.exec(value)?.[1] ?? value.split(";")[0];

export class Connection {
    // `account`: login, domain, password. `onRequest` is given what nobody waits for.
    constructor(address, account, onRequest) {
        Object.assign(this, { account, onRequest });
        this.host = `${token()}.invalid`;
        this.contact = `<sip:${account.login}@${this.host};transport=ws>`;
        this.address = `sip:${account.login}@${account.domain}`;
        this.waiting = new Map();
        this.log = [];
        this.socket = new WebSocket(address, "sip");
        this.opened = new Promise((resolve, reject) => {
            this.socket.onopen = resolve;
            this.socket.onerror = () => reject(new Error("the WebSocket does not open"));
        });
        this.socket.onmessage = ({ data }) => this.take(Message.parse(data));
    }

    take(message) {
        this.log.push(`< ${message.start}`);
        if (message.status === null) {
            this.onRequest(message);
            return;
        }
        this.waiting.get(`${message.get("Call-ID")} ${message.get("CSeq")}`)?.(message);
    }

    send(message) {
        this.log.push(`> ${message.start}`);
        this.socket.send(message.text);
    }

    branch() { return `SIP/2.0/WS ${this.host};branch=z9hG4bK${token()}`; }

    dialog(target, callID = token()) {
        return {
            callID, target, routes: [], number: 0, local: `<${this.address}>;tag=${token()}`, remote: `<${target}>`,
        };
    }

    request(method, dialog, body = "", number = ++dialog.number) {
        const headers = [
            ["Via", this.branch()], ["Max-Forwards", "70"], ["From", dialog.local], ["To", dialog.remote],
            ["Call-ID", dialog.callID], ["CSeq", `${number} ${method}`], ["Contact", this.contact],
            ["User-Agent", "Martlet test page"], ...dialog.routes.map((route) => ["Route", route]),
        ];
        if (body) headers.push(["Content-Type", "application/sdp"]);
        return new Message(`${method} ${dialog.target} SIP/2.0`, headers, body);
    }

    // Sends a request and waits for its final response; a challenge is answered once.
    async ask(method, dialog, { body = "", headers = [], onProgress = () => {}, onSent = () => {} } = {}) {
        let authorization = null;
        for (;;) {
            const request = this.request(method, dialog, body);
            request.headers.push(...headers, ...(authorization ? [authorization] : []));
            onSent(request);
            const response = await new Promise((resolve) => {
                const key = `${dialog.callID} ${request.get("CSeq")}`;
                this.waiting.set(key, (answer) => {
                    if (answer.status < 200) onProgress(answer);
                    else resolve(answer);
                });
                this.send(request);
            });
            if (method === "INVITE" && response.status >= 300) this.acknowledge(request, response);
            if (authorization || (response.status !== 401 && response.status !== 407)) return response;
            authorization = await this.authorization(method, request.start.split(" ")[1], response);
        }
    }

    // Of a refusal, within its transaction.
    acknowledge(request, response) {
        const ack = new Message(request.start.replace("INVITE", "ACK"), [
            ["Via", request.get("Via")], ["Max-Forwards", "70"], ["From", request.get("From")], ["To", response.get("To")],
            ["Call-ID", request.get("Call-ID")], ["CSeq", `${request.number} ACK`],
        ]);
        this.send(ack);
    }

    async authorization(method, uri, response) {
        const [name, answer] = response.status === 401
            ? ["WWW-Authenticate", "Authorization"] : ["Proxy-Authenticate", "Proxy-Authorization"];
        const challenge = response.all(name).find((value) => /algorithm=SHA-256/i.test(value));
        if (!challenge) throw new Error(`no challenge of SHA-256: ${response.all(name)}`);
        const value = (key) => new RegExp(`${key}="([^"]*)"`).exec(challenge)?.[1] ?? "";
        const { login, password } = this.account;
        const [realm, nonce, count, own] = [value("realm"), value("nonce"), "00000001", token()];
        const secret = await digest(`${login}:${realm}:${password}`);
        const proof = await digest(`${secret}:${nonce}:${count}:${own}:auth:${await digest(`${method}:${uri}`)}`);
        return [answer, `Digest username="${login}", realm="${realm}", nonce="${nonce}", uri="${uri}", `
            + `response="${proof}", algorithm=SHA-256, qop=auth, nc=${count}, cnonce="${own}"`];
    }

    async register(expires = 300) {
        await this.opened;
        const response = await this.ask("REGISTER", this.registration ??= {
            ...this.dialog(`sip:${this.account.domain}`), remote: `<${this.address}>`,
        }, { headers: [["Expires", String(expires)]] });
        if (response.status !== 200) throw new Error(`registration: ${response.start}`);
    }

    reply(request, status, reason, { tag = "", body = "" } = {}) {
        const to = request.get("To");
        const headers = [
            ...request.all("Via").map((via) => ["Via", via]), ...request.all("Record-Route").map((route) => ["Record-Route", route]),
            ["From", request.get("From")], ["To", tag && !/;tag=/.test(to) ? `${to};tag=${tag}` : to],
            ["Call-ID", request.get("Call-ID")], ["CSeq", request.get("CSeq")], ["Contact", this.contact],
        ];
        if (body) headers.push(["Content-Type", "application/sdp"]);
        this.send(new Message(`SIP/2.0 ${status} ${reason}`, headers, body));
    }
}

// What a response to our INVITE says about the dialog.
export const settle = (dialog, response) => {
    dialog.remote = response.get("To");
    dialog.target = uriOf(response.get("Contact"));
    dialog.routes = response.all("Record-Route").reverse();
};

// The dialog of an INVITE that came.
export const dialogOf = (request, tag) => ({
    callID: request.get("Call-ID"), target: uriOf(request.get("Contact")), routes: request.all("Record-Route"), number: 0,
    local: `${request.get("To")};tag=${tag}`, remote: request.get("From"),
});

export { token };
