import { Component } from "react";
import type { ReactNode } from "react";
import { Button } from "../../parts/form/button";
import { Empty } from "../../parts/page/page";
import type { Texts } from "../../texts";

interface Props {
    readonly texts: Texts;
    /** Another address is another chance. */
    readonly address: string;
    readonly children: ReactNode;
}

/** Keeps the frame when a page fails, and says what to do. React has no other form of this than a class. */
export class Broken extends Component<Props, { readonly failedAt: string | null; readonly detail: string }> {
    override state = { failedAt: null, detail: "" };

    static getDerivedStateFromError(error: unknown): { detail: string } {
        return { detail: error instanceof Error ? error.message : String(error) };
    }

    override componentDidCatch(): void {
        this.setState({ failedAt: this.props.address });
    }

    override componentDidUpdate(): void {
        if (this.state.failedAt !== null && this.state.failedAt !== this.props.address) {
            this.setState({ failedAt: null, detail: "" });
        }
    }

    override render(): ReactNode {
        if (this.state.detail === "") return this.props.children;
        const { shell } = this.props.texts;
        return (
            <Empty icon="alert" title={shell.broken} text={shell.brokenText}>
                <code className="mono">{this.state.detail}</code>
                <Button kind="primary" onClick={() => window.location.reload()}>
                    {shell.reload}
                </Button>
            </Empty>
        );
    }
}
