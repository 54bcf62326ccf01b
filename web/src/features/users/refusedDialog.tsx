import type { UserResult } from "../../api/userBulk";
import { Modal } from "../../parts/dialog/modal";
import { Button } from "../../parts/form/button";
import { useTexts } from "../../texts";
import { ReasonList } from "../groups/usages";
import { useSession } from "../session/session";
import { useDomainLink } from "../shell/useDomainLink";

export interface Refusal {
    /** How many it was done for. */
    readonly done: number;
    /** Those for whom it was not, or not wholly. */
    readonly users: readonly (UserResult & { readonly name: string })[];
}

/** Which users were refused, and why each, with links to what stands in the way. */
export function RefusedDialog({ done, users, onClose }: Refusal & { onClose: () => void }): JSX.Element {
    const texts = useTexts();
    const words = texts.usersTree;
    const { me } = useSession();
    const link = useDomainLink();
    const refused = users.filter(({ result }) => result === "refused").length;
    const title = refused > 0 ? words.refusedTitle(refused) : words.partlyTitle;
    /** Beside the reasons, which say more. */
    const sentence = ({ result, code, user, reasons }: UserResult): string | null => {
        if (result === "partly") return words.stillMember;
        if (reasons.length > 0) return null;
        if (code === "conflict") return user === me.id ? words.yourself : words.groupFull;
        return texts.problems[code ?? "internal"];
    };
    return (
        <Modal title={title} onClose={onClose}>
            <p>{words.refusedText(done)}</p>
            <ul className="plain-list" aria-label={title}>
                {users.map((user) => (
                    <li key={user.user}>
                        <strong>{user.name}</strong>
                        {sentence(user) && <> — {sentence(user)}</>}
                        {user.reasons.length > 0 && (
                            <ReasonList reasons={user.reasons} isOfUser link={link} onFollow={onClose} />
                        )}
                    </li>
                ))}
            </ul>
            <div className="modal-actions">
                <Button kind="primary" onClick={onClose} autoFocus>
                    {texts.common.close}
                </Button>
            </div>
        </Modal>
    );
}
