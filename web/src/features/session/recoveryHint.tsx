import { api } from "../../api/endpoints";
import { useLoad } from "../../parts/page/useLoad";
import { writeAddress } from "../../parts/routing/address";
import { Link } from "../../parts/routing/router";
import { useTexts } from "../../texts";

/** AUTH-02: the way to a new password, or whom to ask for one where the server sends no mail. */
export function RecoveryHint({ domain }: { domain: string }): JSX.Element | null {
    const texts = useTexts();
    const options = useLoad("sign-in options", api.session.options);
    if (options.state !== "ready") return null;
    return (
        <p className="sign-in-note">
            {options.value.canRecoverPassword ? (
                <Link to={writeAddress({ path: "/recovery", query: { domain } })}>{texts.access.forgot}</Link>
            ) : (
                texts.access.forgotAsk
            )}
        </p>
    );
}
