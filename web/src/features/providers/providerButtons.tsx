import { useEffect, useState } from "react";
import { providers } from "../../api/providers";
import type { OfferedProvider } from "../../api/providers";
import { Button } from "../../parts/form/button";
import { Icon } from "../../parts/page/icon";
import { useTexts } from "../../texts";
import { explain } from "../../texts/explain";

/** How long nobody types before the domain is looked up. */
const pauseMilliseconds = 400;

/** BYD-22: the identity providers of the domain that is typed, once it is. */
export function ProviderButtons({ domain }: { domain: string }): JSX.Element | null {
    const texts = useTexts();
    const [offered, setOffered] = useState<readonly OfferedProvider[]>([]);
    const [busy, setBusy] = useState<string | null>(null);
    const [failure, setFailure] = useState<string | null>(null);
    const wanted = domain.trim().toLowerCase();

    useEffect(() => {
        setOffered([]);
        if (wanted === "") return undefined;
        let isWanted = true;
        const timer = window.setTimeout(() => {
            providers.offered(wanted).then(
                ({ items }) => {
                    if (isWanted) setOffered(items);
                },
                () => undefined,
            );
        }, pauseMilliseconds);
        return () => {
            isWanted = false;
            window.clearTimeout(timer);
        };
    }, [wanted]);

    if (offered.length === 0) return null;
    const leave = async (provider: OfferedProvider): Promise<void> => {
        setBusy(provider.id);
        setFailure(null);
        try {
            window.location.assign((await providers.begin(provider.id)).address);
        } catch (problem) {
            setBusy(null);
            setFailure(explain(texts, problem));
        }
    };
    return (
        <div className="form sign-in-other">
            {failure !== null && (
                <p className="form-failure" role="alert">
                    <Icon name="alert" /> {failure}
                </p>
            )}
            {offered.map((provider) => (
                <Button key={provider.id} isBusy={busy === provider.id} onClick={() => void leave(provider)}>
                    {texts.providers.signIn(provider.name)}
                </Button>
            ))}
        </div>
    );
}
