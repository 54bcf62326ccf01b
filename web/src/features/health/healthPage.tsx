import { useEffect } from "react";
import { api } from "../../api/endpoints";
import { clockDuration } from "../../parts/format/duration";
import { Badge, Dot, Empty, Facts, Page, PanelSkeleton, Section } from "../../parts/page/page";
import { useLoad } from "../../parts/page/useLoad";
import { useTexts } from "../../texts";
import type { Texts } from "../../texts";
import { explain } from "../../texts/explain";

/** How often the page asks again, in milliseconds. */
const period = 10_000;

/** Whether the server is well, and what is not. */
export default function HealthPage(): JSX.Element {
    const texts = useTexts();
    const loaded = useLoad("health", api.health);
    const { reload } = loaded;
    useEffect(() => {
        const timer = window.setInterval(reload, period);
        return () => window.clearInterval(timer);
    }, [reload]);

    const health = loaded.value;
    return (
        <Page title={texts.health.title}>
            <div className="page-body">
                {loaded.state === "loading" && <PanelSkeleton label={texts.common.loading} />}
                {loaded.state === "failed" && <Empty icon="alert" title={explain(texts, loaded.problem)} />}
                {health && (
                    <>
                        <Section title={texts.card.summary}>
                            <Facts
                                facts={[
                                    [
                                        texts.users.state,
                                        <Badge key="state" tone={health.status === "ok" ? "good" : "bad"}>
                                            {health.status === "ok" ? texts.health.ok : texts.health.failing}
                                        </Badge>,
                                    ],
                                    [texts.health.version, health.version],
                                    [texts.health.uptime, uptime(health.uptimeSeconds, texts)],
                                ]}
                            />
                        </Section>
                        <Section title={texts.health.checks}>
                            <Facts
                                facts={health.checks.map((check) => [
                                    check.name,
                                    <Dot key={check.name} tone={check.isHealthy ? "good" : "bad"}>
                                        {check.isHealthy ? texts.health.healthy : texts.health.broken}
                                        {check.detail && <span className="soft"> · {check.detail}</span>}
                                    </Dot>,
                                ])}
                            />
                        </Section>
                    </>
                )}
            </div>
        </Page>
    );
}

function uptime(seconds: number, texts: Texts): string {
    const days = Math.floor(seconds / 86_400);
    const rest = clockDuration(seconds % 86_400);
    return days > 0 ? texts.health.days(days, rest) : rest;
}
