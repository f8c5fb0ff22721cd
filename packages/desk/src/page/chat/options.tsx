import type { Option } from "@ck/protocol";
import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** What the visitor can choose from. Of a question that is over, the choices can be seen and not chosen. */
export function Options({
  options,
  active,
  multiple,
  onChoose,
}: {
  readonly options: readonly Option[];
  readonly active: boolean;
  readonly multiple: boolean;
  readonly onChoose: (ids: readonly string[]) => void;
}): JSX.Element {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const several = multiple && active;
  const choose = (id: string): void => {
    if (!several) onChoose([id]);
    else setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  };
  const pictured = options.some(({ image }) => hasText(image));
  return (
    <div class="options">
      <div class={pictured ? "choices pictured" : "choices"} role="group" aria-label="Options">
        {options.map((option) => (
          <button
            key={option.id}
            type="button"
            class="choice"
            disabled={!active}
            {...(several && { "aria-pressed": chosen.includes(option.id) })}
            onClick={() => choose(option.id)}
          >
            {hasText(option.image) && <Picture url={option.image} />}
            <span>{option.label === "" ? option.id : option.label}</span>
          </button>
        ))}
      </div>
      {several && (
        <button type="button" class="primary small" disabled={chosen.length === 0} onClick={() => onChoose(chosen)}>
          Send the choice
        </button>
      )}
    </div>
  );
}

function Picture({ url }: { readonly url: string }): JSX.Element {
  const [broken, setBroken] = useState(false);
  if (broken) return <span class="no-picture">The picture cannot be shown</span>;
  return <img src={url} alt="" loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(true)} />;
}

function hasText(image: string | undefined): image is string {
  return image !== undefined && image !== "";
}
