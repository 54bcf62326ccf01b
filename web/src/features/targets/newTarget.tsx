import { GroupPanel } from "../groups/groupPanel";
import { CardDialog } from "../shell/cardDialog";
import { NewUserPanel } from "../users/newUserPanel";

interface NewTargetProps {
    readonly domain: string;
    /** The id of what was made. */
    readonly onMade: (id: string) => void;
    readonly onClose: () => void;
}

/** RTE-06: the card of a new user over the rule that will lead there. */
export function NewUserDialog({ domain, onMade, onClose }: NewTargetProps): JSX.Element {
    return (
        <CardDialog domain={domain} onClose={onClose}>
            <NewUserPanel
                copy=""
                back=""
                onAdded={(user) => {
                    onClose();
                    onMade(user.id);
                }}
            />
        </CardDialog>
    );
}

/** RTE-06: the card of a new group over the rule that will lead there. */
export function NewGroupDialog({ domain, onMade, onClose }: NewTargetProps): JSX.Element {
    return (
        <CardDialog domain={domain} onClose={onClose}>
            <GroupPanel
                id="new"
                back=""
                onSaved={(group) => {
                    onClose();
                    onMade(group.id);
                }}
                onGone={() => undefined}
            />
        </CardDialog>
    );
}
